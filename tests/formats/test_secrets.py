"""What is a secret goes, what isn't stays, in the time that reading takes."""

from dataclasses import dataclass
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from labbook.formats.secrets import HIDDEN, clear, hide_named, without_credentials, without_secrets
from labbook.model.metric import Series
from labbook.model.run import Artifact, RunState
from labbook.model.tracked import TrackedRun
from tests.growth import LINEAR, growth

CANARY = "c4nary%2Fs3cret-"
QUERIES = (
    *("access_token", "client-secret", "secret_key", "secretKey", "aws_secret_access_key"),
    *("access_key", "auth_key", "private_key", "SharedAccessKey", "api_key", "apiKey", "jwt"),
    *("AWSAccessKeyId", "access_key_id", "id_jwt", "pass", "passwd", "password", "passphrase"),
    *("sig", "signature", "X-Amz-Credential", "auth", "key", "code"),
)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("git push https://me:pw@git.lab/x.git", "git push https://git.lab/x.git"),
        ("https://glpat-x@git.lab/x", "https://git.lab/x"),
        ("clone me:pw@git.lab/x.git", "clone git.lab/x.git"),
        ("postgresql://u:p%40w@db:5432/x", "postgresql://db:5432/x"),
        ("['https://u:p@a.b/c', 'd']", "['https://a.b/c', 'd']"),
        ("(https://s3.lab/a?X-Amz-Credential=k&X-Amz-Signature=1f).", "(https://s3.lab/a)."),
        ("GET /b/a.bin?AWSAccessKeyId=k&Signature=s&Expires=1 200", "GET /b/a.bin 200"),
        ("https://a.blob.core/x?sp=r&se=2026&sv=2&sig=abc%3D", "https://a.blob.core/x"),
        (r'{"u":"https://a/b?x=1\u0026X-Amz-Signature=abc"}', '{"u":"https://a/b"}'),
        ("s3://AKID:wJalr/K7MDENG@bucket/x", "s3://bucket/x"),
        ("push https://me:it's@git.lab/x failed", "push https://git.lab/x failed"),
        ("postgres://u:p<w>d@h/db", "postgres://h/db"),
        (r'"{\"url\": \"https://me:pa\\"ss@h/x\"}"', r'"{\"url\": \"https://h/x\"}"'),
        ("https://me:p?a#b/c@d@h/x", "https://h/x"),
        ("a https://u:p/w@h,ftp://v:q/r@i", "a https://h,ftp://i"),
        ("https://12:34,x@u:p/w@h", "https://h"),
        ("https://a/b?x=1&amp;private_token=abc", "https://a/b"),
        ("https://a/cb#access_token=abc", "https://a/cb"),
        ("authorization: Bearer abc.def", f"authorization: {HIDDEN}"),
        ('{"Authorization": "Basic YTpi"}', f'{{"Authorization": "{HIDDEN}"}}'),
        ("{'Authorization': b'Basic c2VjcmV0'}", f"{{'Authorization': b'{HIDDEN}'}}"),
        (r'"{\"Authorization\": \"Basic c2Vj\"}"', rf'"{{\"Authorization\": \"{HIDDEN}\"}}"'),
        ("[('authorization', 'Bearer abc')]", f"[('authorization', '{HIDDEN}')]"),
        ("PRIVATE-TOKEN: abc", f"PRIVATE-TOKEN: {HIDDEN}"),
        ("'x-api-key': 'abc', 'a': 1", f"'x-api-key': '{HIDDEN}', 'a': 1"),
        (
            "Authorization: AWS4-HMAC-SHA256 Credential=k/1, Signature=1f",
            f"Authorization: {HIDDEN}",
        ),
        ("jwt eyJhbGciOiJI.eyJmZWF0dXJl.dG9rZW4 end", f"jwt {HIDDEN} end"),
        ("AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE", f"AWS_ACCESS_KEY_ID={HIDDEN}"),
        ("glpat-abcdefghij0123456789", HIDDEN),
    ],
)
def test_a_secret_goes_and_the_rest_stays(text: str, left: str) -> None:
    assert without_secrets(text) == left
    assert without_secrets(left) == left


@pytest.mark.parametrize(
    "name",
    QUERIES,
)
def test_a_query_with_a_secret_goes(name: str) -> None:
    for query in (f"?{name}=abc", f"?a=1&{name}=abc&b=2", f"#a=1&{quote(name)}=abc"):
        assert without_secrets(f"GET https://h/x{query} 200") == "GET https://h/x 200"


@pytest.mark.parametrize(
    ("address", "left"),
    [
        ("me:pw@gitlab:x.git", "gitlab:x.git"),
        ("git@gitlab:x.git", "git@gitlab:x.git"),
        ("https://me:it's@h/x?versionId=1#top", "https://h/x#top"),
        ("https://h/x#access_token=abc", "https://h/x"),
    ],
)
def test_an_address_loses_its_user_and_its_query(address: str, left: str) -> None:
    assert without_credentials(address) == left


@pytest.mark.parametrize(
    "text",
    [
        "mAP@0.5:0.95",
        "mAP:0.5@0.95/x",
        "registry.lab/speech:v1@sha256:0123abcd",
        "https://lab/runs?page=2&order=asc#top",
        "max_tokens=512, token=5, tokenizer: bpe",
        "basic classification-results-of-2026, bearer",
        "glyph-detection-model-large-v2",
        "s3://bucket/a@b/c",
        "http://localhost:8080/@vite/client",
        '{"u": "http://h:80", "m": "a@b"}',
        r'"{\"u\":\"http://h:80\",\"m\":\"a@b\"}"',
        "https://h/x?compass=1&monkey=2&bypass=3",
        "the api-key, the authorization, and the rest",
        "ada@example.org wrote: what? #1",
        "authorization failed",
        "eyJ",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert without_secrets(text) == text


unquoted = st.text(st.characters(codec="utf-8"), max_size=30)
around = st.text(st.sampled_from(" \t\n\"'()<>,;:@?&=#/ab…\U0001f600\u202e"), max_size=12)


@settings(max_examples=300)
@given(before=around, after=around, filler=unquoted, form=st.integers(0, 6))
def test_no_canary_survives_in_any_address(before: str, after: str, filler: str, form: int) -> None:
    secret = quote_plus(filler) + CANARY
    url = (
        f"https://me:{secret}@lab.org/x",
        f"https://{secret}@lab.org/x",
        f"https://s3.lab/b/a%20b?X-Amz-Date=1&X-Amz-Signature={secret}",
        f"https://a.b/x?sig={secret}&sp=r",
        f"https://a.b/x?ok=1&access_token={secret}",
        f"https://a.b/?{quote('X-Amz-Signature')}={secret}",
        f"Authorization: Bearer {secret}",
    )[form]
    assume(not before.endswith(("?", "#")))
    gap = " " if form == 6 else ""
    left = without_secrets(f"{before}{gap}{url} {after}")
    assert CANARY not in left
    assert left.endswith(without_secrets(after)) or "@" in after
    assert without_secrets(left) == left


@settings(max_examples=200)
@given(text=st.text(st.sampled_from("a:/@?#&=.-_eyJ \"'\n\U0001f600Tokensig"), max_size=80))
def test_doing_it_twice_is_doing_it_once(text: str) -> None:
    once = without_secrets(text)
    assert without_secrets(once) == once
    assert len(once) <= len(text)


@pytest.mark.parametrize(
    "part",
    [
        "://",
        "://a:",
        "://a:b/",
        "://a:80/",
        '://a:\\"',
        "authorization: a b,",
        "?",
        "&sig",
        "eyJaaaaaaaa.",
        "a:b@",
        "a-.",
        "://a:b@",
    ],
)
def test_long_texts_take_their_length(part: str) -> None:
    assert growth(lambda text: without_secrets(f"{text}@"), part, 40_000) < LINEAR


@dataclass(frozen=True)
class _Named:
    state: RunState
    texts: tuple[str, ...]


def test_every_text_of_a_value_is_cleared() -> None:
    url, bare = "https://me:pw@lab.org/x", "https://lab.org/x"
    steps = [1, 2]
    tracked = TrackedRun(
        url,
        parameters={url: url},
        series=(Series(url, steps, [0.5, 1.5]),),
        artifacts=(Artifact(url, url, 3),),
        log=(f"a {url} b",),
    )
    cleared = clear(tracked)
    assert "pw" not in repr(cleared)
    assert cleared.log == (f"a {bare} b",)
    assert cleared.series[0].steps is steps
    assert cleared.artifacts == (Artifact(bare, bare, 3),)
    named = _Named(RunState.FAILED, (url,))
    assert clear(named) == _Named(RunState.FAILED, (bare,))
    assert clear(named).state is RunState.FAILED
    assert clear({"a": [1, None, True, 2.5, {"b": url}]}) == {
        "a": [1, None, True, 2.5, {"b": bare}]
    }


@pytest.mark.parametrize(
    "name",
    [
        *("password", "General/password", "db.passwd", "api_key", "Args/openai_api_key", "apikey"),
        *("token", "hf_token", "General/auth/ACCESS_TOKEN", "credentials", "client_secret"),
    ],
)
def test_a_parameter_that_is_called_as_a_credential_has_no_value(name: str) -> None:
    assert hide_named({name: "hunter2"}) == {name: "***"}
    assert hide_named({name: ""}) == {name: ""}


@pytest.mark.parametrize(
    "name", ["pad_token", "tokens", "max_tokens", "token/size", "secretary", "key", "keys"]
)
def test_other_parameters_keep_their_value(name: str) -> None:
    assert hide_named({name: 5}) == {name: 5}
