"""What has been read of the project's files so far."""

from dataclasses import dataclass, field

from releasecheck.facts.columns import SqlInsert, SqlName, SqlTable
from releasecheck.facts.migrations import TableScript
from releasecheck.facts.settings import ConfigShown
from releasecheck.facts.source import Module, Suppression
from releasecheck.facts.suite import SetVariable
from releasecheck.gather.source.data.migrations import Chains
from releasecheck.gather.source.sheet import Sheet, Value
from releasecheck.gather.source.suite.over_http import OverHttp


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
    table_scripts: list[TableScript] = field(default_factory=list)
    tables: list[SqlTable] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)  # tables that SQL makes or alters, once for each time
    sql_inserts: list[SqlInsert] = field(default_factory=list)
    sql_drops: list[SqlName] = field(default_factory=list)
    sql_names: list[SqlName] = field(default_factory=list)
    literals: list[Value] = field(default_factory=list, repr=False)
    secret_values: list[Value] = field(default_factory=list, repr=False)
