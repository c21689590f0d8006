"""`labbook approve --from-merge-request`: record the approval that somebody gave on the forge."""

from labbook.commands.approve import Approvable, require_other
from labbook.journal.review.forge_address import forge_address
from labbook.journal.review.forge_approval import FoundApproval, find_approval
from labbook.ports import Forges


def approval_of(what: Approvable, forges: Forges) -> FoundApproval:
    """The approval of the merge request that brought this in; `forges` gives its server.

    Raises Refused where nobody approved who may, where no token is configured for the server,
    and, where approvals must be signed, for who can't sign this one; OutsideError where the
    server fails.
    """
    if what.target.signers:
        require_other(what)
    root = what.reader.journal.layout.root
    forge = forges(forge_address(root, what.target.settings))
    return find_approval(what.reader, what.target, forge, what.states)
