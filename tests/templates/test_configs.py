from labbook.formats.config import read_config
from tests.templates.laid_out import lay_out

DATA = {"speech", "train_band", "train", "valid", "tests", "prepare"}


def test_the_demo_is_the_speechbrain_template_on_data_of_its_own(tmp_path):
    values = []
    for kind in ("speechbrain", "demo"):
        text = (lay_out(kind, tmp_path / kind) / "config.yaml").read_text(encoding="utf-8")
        config = read_config(text, name=kind)
        assert config.problems == ()
        every = (*config.leaves, *config.hidden)
        values.append({leaf.key: (leaf.value, leaf.symbolic) for leaf in every})
    one, other = values
    differing = {key for key in one | other if one.get(key) != other.get(key)}
    assert {key.partition(".")[0] for key in differing} == DATA
