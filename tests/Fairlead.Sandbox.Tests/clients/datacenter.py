"""Drives the sandbox as Jira Data Center through Debian's python3-jira."""
import io
import os

from jira import JIRA
from jira.exceptions import JIRAError

url, user, secret = os.environ["SANDBOX_URL"], os.environ["SANDBOX_USER"], os.environ["SANDBOX_SECRET"]
jira = JIRA(url, basic_auth=(user, secret), max_retries=0)

assert jira.server_info()["deploymentType"] != "Cloud"
assert jira.myself()["name"] == user
assert {p.key for p in jira.projects()} == {"SEC", "OPS", "PAY", "WEB"}
assert any(f["id"] == "customfield_10054" for f in jira.fields())
assert [p.name for p in jira.priorities()][0] == "Highest"
types = jira.createmeta_issuetypes("SEC") if hasattr(jira, "createmeta_issuetypes") else None
assert types is None or any(t["name"] == "Bug" for t in types["values"])

issue = jira.create_issue(project="SEC", issuetype={"name": "Bug"}, summary="Created through python", labels=["python"],
                          description="text", customfield_10054={"value": "High"}, customfield_10053="2026-01-31")
assert issue.fields.summary == "Created through python"
assert issue.fields.customfield_10054.value == "High"
bulk = jira.create_issues([
    {"project": "SEC", "issuetype": {"name": "Task"}, "summary": "Bulk one"},
    {"project": "SEC", "issuetype": {"name": "Task"}, "summary": "two\nlines"},
])
assert bulk[0]["status"] == "Success" and bulk[1]["status"] == "Error", bulk

issue.update(summary="Changed", fields={"priority": {"name": "Low"}})
issue.add_field_value("labels", "second")
assert sorted(jira.issue(issue.key).fields.labels) == ["python", "second"]
jira.assign_issue(issue, user)
transitions = jira.transitions(issue, expand="transitions.fields")
jira.transition_issue(issue, next(t["id"] for t in transitions if t["name"] == "Done"))
assert str(jira.issue(issue.key).fields.status) == "Done"

comment = jira.add_comment(issue, "Hello")
comment.update(body="Hello again")
assert [c.body for c in jira.comments(issue)] == ["Hello again"]
jira.add_remote_link(issue, {"url": "https://example.com/1", "title": "One"}, globalId="g1")
assert len(jira.remote_links(issue)) == 1
jira.add_worklog(issue, timeSpent="2h")
jira.add_issue_property(issue, "fairlead", {"marker": "m1"})
assert jira.issue_property(issue, "fairlead").value.marker == "m1"
attachment = jira.add_attachment(issue, io.BytesIO(b"report"), filename="report.txt")
assert attachment.get() == b"report"
jira.create_issue_link("Duplicate", issue.key, bulk[0]["issue"].key)
assert jira.issue(issue.key).fields.issuelinks[0].type.name == "Duplicate"
history = jira.issue(issue.key, expand="changelog").changelog.histories
assert any(i.field == "status" for h in history for i in h.items)

found = jira.search_issues('project = SEC AND labels in (python) AND created >= -1d ORDER BY key', fields="summary,status")
assert [i.key for i in found] == [issue.key]
assert jira.search_issues("assignee = currentUser()", maxResults=1).total == 1
assert any(u.name == "bob" for u in jira.search_assignable_users_for_issues(username="b", project="SEC", maxResults=50))
for broken, status in (("nosuchfield = 1", 400), ("project = NOPE", 400)):
    try:
        jira.search_issues(broken)
        raise AssertionError(broken)
    except JIRAError as error:
        assert error.status_code == status, error
bulk[0]["issue"].delete()
print("python3-jira is content")
