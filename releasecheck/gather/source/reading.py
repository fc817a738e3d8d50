"""What has been read of the project's files so far."""

from dataclasses import dataclass, field

from releasecheck.facts.settings import ConfigShown
from releasecheck.facts.source import Module, Suppression
from releasecheck.facts.suite import SetVariable
from releasecheck.gather.source.migrations import Chains
from releasecheck.gather.source.over_http import OverHttp
from releasecheck.gather.source.sheet import Sheet, Value


@dataclass(slots=True)
class Reading:
    """The notes, file by file."""

    modules: list[Module] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    csrf_modules: list[str] = field(default_factory=list)
    suppressions: list[Suppression] = field(default_factory=list)
    set_variables: list[SetVariable] = field(default_factory=list)
    asking: list[str] = field(default_factory=list)
    over_http: OverHttp = field(default_factory=OverHttp)
    chains: Chains = field(default_factory=Chains)
    template_files: list[str] = field(default_factory=list)
    config_shown: list[ConfigShown] = field(default_factory=list)
    literals: list[Value] = field(default_factory=list, repr=False)
    secret_values: list[Value] = field(default_factory=list, repr=False)
