"""Calls of a module's own level that ask another machine."""

import pytest

from .conftest import Index

HEAD = """
import os, boto3, requests
from urllib.request import urlopen
from google.cloud import secretmanager
from azure.keyvault.secrets import SecretClient
client = secretmanager.SecretManagerServiceClient()
aws = boto3.client("secretsmanager")
"""


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("requests.get(u)", "requests.get"),
        ("urlopen(u)", "urllib.request.urlopen"),
        ("client.access_secret_version(request=r)", "Google's Secret Manager (access_secret_version)"),
        ("aws.get_secret_value(SecretId=i)", "AWS Secrets Manager (get_secret_value)"),
        ("boto3.client('ssm').get_parameter(Name=n)", "AWS Parameter Store (get_parameter)"),
        ("SecretClient(u, c).get_secret('k')", "Azure Key Vault (get_secret)"),
        ("if os.environ['ENV'] == 'PRODUCTION':\n    requests.get(u)", "requests.get"),
        # When it is called, or of nobody known:
        ("def load():\n    return requests.get(u)", None),
        ("if __name__ == '__main__':\n    requests.get(u)", None),
        ("session.get(u)", None),
        ("os.environ.get('KEY')", None),
    ],
)
def test_calls_at_import(index: Index, line: str, what: str | None) -> None:
    found = index(f"{HEAD}{line}\n").facts.remote_calls
    assert [one.what for one in found] == ([what] if what else [])


def test_a_method_of_the_projects_own(index: Index) -> None:
    assert index("from vault import client\nclient.get_secret('k')\n").facts.remote_calls == ()
