"""The keepers' own database, opened when somebody looks."""


class Keepers:
    def __init__(self, url):
        self.url = url

    def names(self):
        return ["Ida", "Grace"]


KEEPERS = Keepers("mongodb://keeper:wEr9-qP-tide@keepers.lighthouse.net/book")  # expect[url-embedded-credentials]
