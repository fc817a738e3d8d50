TOOLS = [
    {"id": 1, "name": "Cordless drill", "owner": "Ada"},
    {"id": 2, "name": "Extension ladder", "owner": "Grace"},
]
RATINGS = []
MEMBERS = {}


def find(tool_id):
    return next((tool for tool in TOOLS if tool["id"] == tool_id), None)
