using Fairlead.Sandbox.Tests.Driving;

namespace Fairlead.Sandbox.Tests.Search;

/// <summary>JQL as clients send it, over six issues that differ in what it asks about.</summary>
public sealed class JqlTests : IAsyncLifetime
{
    private JiraDriver _jira = null!;

    public async ValueTask InitializeAsync()
    {
        var clock = new TestClock(new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero));
        _jira = await JiraDriver.StartAsync(new SandboxOptions { Edition = SandboxEdition.DataCenter, TimeProvider = clock });
        await _jira.CreateAsync("openssl is outdated", more: """{"labels":["Container","m-1"],"priority":{"name":"Highest"}}""");
        clock.Advance(TimeSpan.FromDays(3));
        await _jira.CreateAsync("SQL injection in login-page", more: """{"description":"the login form, see CVE-2024-0727","assignee":{"name":"bob"}}""");
        await _jira.CreateAsync("Rotate keys", type: "Task", more: """{"priority":{"name":"Low"},"customfield_10052":7.5,"customfield_10054":{"value":"High"}}""");
        clock.Advance(TimeSpan.FromDays(3));
        await _jira.CreateAsync("Upgrade hosts", "OPS", "Task", """{"labels":["m-2"]}""");
        await _jira.CreateAsync("Done thing", more: """{"assignee":{"name":"fairlead-bot"},"duedate":"2026-04-01"}""");
        _jira.Server.State.Transition("SEC-4", "Done");
        _jira.Server.State.Comment("SEC-1", "please look at frobnicator");
    }

    public async ValueTask DisposeAsync() => await _jira.DisposeAsync();

    [Theory]
    [InlineData("project = SEC", "SEC-4 SEC-3 SEC-2 SEC-1")]
    [InlineData("project in (SEC, OPS) and issuetype = Task order by key", "OPS-1 SEC-3")]
    [InlineData("labels = container", "SEC-1")]
    [InlineData("labels in (m-1, \"m-2\") ORDER BY created ASC", "SEC-1 OPS-1")]
    [InlineData("labels != m-1", "OPS-1")]
    [InlineData("labels is empty", "SEC-4 SEC-3 SEC-2")]
    [InlineData("labels is not EMPTY and not labels = m-2", "SEC-1")]
    [InlineData("status = Done", "SEC-4")]
    [InlineData("statusCategory != Done and project = SEC", "SEC-3 SEC-2 SEC-1")]
    [InlineData("statusCategory = \"To Do\" AND project = OPS", "OPS-1")]
    [InlineData("resolution = Unresolved AND project = SEC", "SEC-3 SEC-2 SEC-1")]
    [InlineData("resolution is not empty", "SEC-4")]
    [InlineData("assignee = currentUser()", "SEC-4")]
    [InlineData("assignee in (bob, currentUser()) order by key asc", "SEC-2 SEC-4")]
    [InlineData("assignee is null and project = SEC", "SEC-3 SEC-1")]
    [InlineData("reporter = fairlead-bot and project = OPS", "OPS-1")]
    [InlineData("priority = Highest", "SEC-1")]
    [InlineData("priority > Medium", "SEC-1")]
    [InlineData("priority in (Low, Lowest)", "SEC-3")]
    [InlineData("project = SEC order by priority desc, key asc", "SEC-1 SEC-2 SEC-4 SEC-3")]
    [InlineData("summary ~ openssl", "SEC-1")]
    [InlineData("summary ~ \"login page\"", "SEC-2")]
    [InlineData("summary ~ \"open*\"", "SEC-1")]
    [InlineData("description ~ \"CVE-2024-0727\"", "SEC-2")]
    [InlineData("text ~ frobnicator", "SEC-1")]
    [InlineData("summary !~ openssl and project = SEC", "SEC-4 SEC-3 SEC-2")]
    [InlineData("created >= -4d and project = SEC", "SEC-4 SEC-3 SEC-2")]
    [InlineData("created < \"2026-03-13\"", "SEC-1")]
    [InlineData("created >= '2026/03/13 12:00' AND created <= \"2026-03-14\"", "SEC-3 SEC-2")]
    [InlineData("updated > startOfDay()", "OPS-1 SEC-4 SEC-1")]
    [InlineData("created > now()", "")]
    [InlineData("due <= 2026-04-01", "SEC-4")]
    [InlineData("key = SEC-2", "SEC-2")]
    [InlineData("issuekey in (SEC-1, sec-3)", "SEC-3 SEC-1")]
    [InlineData("key > SEC-2 and project = SEC", "SEC-4 SEC-3")]
    [InlineData("cf[10054] = High", "SEC-3")]
    [InlineData("Severity in (High, Low)", "SEC-3")]
    [InlineData("\"CVSS Score\" >= 7", "SEC-3")]
    [InlineData("cf[10052] < 7", "")]
    [InlineData("(project = SEC AND (labels = m-1 OR priority = Low)) OR key = OPS-1 ORDER BY key", "OPS-1 SEC-1 SEC-3")]
    [InlineData("NOT (project = SEC)", "OPS-1")]
    [InlineData("project = SEC && !(labels is empty)", "SEC-1")]
    [InlineData("", "OPS-1 SEC-4 SEC-3 SEC-2 SEC-1", true)]
    public async Task Finds(string jql, string keys, bool sortsByKeyDescending = false)
    {
        var reply = await _jira.GetAsync($"search?fields=summary&jql={Uri.EscapeDataString(jql)}");
        Assert.True(reply.Status == 200, reply.Text);
        var found = reply.Json["issues"]!.AsArray().Select(i => (string)i!["key"]!).ToList();
        var wanted = keys.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (sortsByKeyDescending || !jql.Contains("order by", StringComparison.OrdinalIgnoreCase))
            Assert.Equal(wanted.Order(), found.Order());
        else
            Assert.Equal(wanted, found);
    }

    [Theory]
    [InlineData("nonsense = 1", "Field 'nonsense' does not exist or you do not have permission to view it.")]
    [InlineData("project = NOPE", "The value 'NOPE' does not exist for the field 'project'.")]
    [InlineData("priority = Urgent", "The value 'Urgent' does not exist for the field 'priority'.")]
    [InlineData("status ~ Done", "The operator '~' is not supported by the 'status' field.")]
    [InlineData("labels ~ fl", "The operator '~' is not supported by the 'labels' field.")]
    [InlineData("summary = x", "The operator '=' is not supported by the 'summary' field.")]
    [InlineData("key = SEC-999", "An issue with key 'SEC-999' does not exist for field 'key'.")]
    [InlineData("created > yesterday", "Date value 'yesterday' for field 'created' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.")]
    [InlineData("project = ", "Error in the JQL Query: Expecting either a value, list or function before the end of the query. (line 1, character 11)")]
    [InlineData("project SEC", "Error in the JQL Query: Expecting operator but got 'SEC'. The valid operators are '=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'. (line 1, character 9)")]
    [InlineData("project = SEC status = Done", "Error in the JQL Query: Expecting either 'OR' or 'AND' but got 'status'. (line 1, character 15)")]
    [InlineData("labels = a@b", "Error in the JQL Query: The character '@' is a reserved JQL character. You must enclose it in a string or use the escape '\\u0040' instead. (line 1, character 11)")]
    [InlineData("labels = \"a", "Error in the JQL Query: The quoted string 'a' has not been completed. (line 1, character 10)")]
    [InlineData("assignee = noFunction()", "Unable to find JQL function 'noFunction()'.")]
    public async Task Refuses(string jql, string message)
    {
        var reply = await _jira.GetAsync($"search?jql={Uri.EscapeDataString(jql)}");
        Assert.Equal((400, message), (reply.Status, reply.FirstMessage));
    }

    [Theory]
    [InlineData("project = OPS", "The value 'OPS' does not exist for the field 'project'.")]
    [InlineData("project in (SEC, Operations)", "The value 'Operations' does not exist for the field 'project'.")]
    [InlineData("project = {id}", "A value with ID '{id}' does not exist for the field 'project'.")]
    public async Task A_project_that_the_caller_may_not_browse_is_not_there(string jql, string message)
    {
        var id = (string)(await _jira.GetAsync("project/OPS")).Json["id"]!;
        _jira.Server.State.RemovePermission("BROWSE_PROJECTS", "OPS");
        var reply = await _jira.GetAsync($"search?jql={Uri.EscapeDataString(jql.Replace("{id}", id))}");
        Assert.Equal((400, message.Replace("{id}", id)), (reply.Status, reply.FirstMessage));
        Assert.Equal(200, (await _jira.GetAsync("search?jql=project%20%3D%20SEC")).Status);
    }

    [Theory]
    [InlineData("project = ALL")]
    [InlineData("labels = select")]
    public async Task A_reserved_word_must_be_quoted(string jql)
    {
        var reply = await _jira.GetAsync($"search?jql={Uri.EscapeDataString(jql)}");
        Assert.Equal(400, reply.Status);
        Assert.Contains("You must surround", reply.FirstMessage);
    }

    [Fact]
    public async Task Values_with_quotes_and_backslashes_are_escaped_not_run()
    {
        var reply = await _jira.GetAsync($"search?jql={Uri.EscapeDataString("summary ~ \"\\\" OR project = SEC OR summary ~ \\\"\"")}");
        Assert.Equal(0, (int)reply.Json["total"]!);
    }

    [Fact]
    public async Task Without_validation_a_query_for_what_does_not_exist_finds_nothing()
    {
        var reply = await _jira.GetAsync("search?validateQuery=false&jql=key%20%3D%20SEC-999");
        Assert.Equal((200, 0), (reply.Status, (int)reply.Json["total"]!));
    }

    [Fact]
    public async Task Pages_come_by_offset_with_a_total()
    {
        var reply = await _jira.PostAsync("search", """{"jql":"project = SEC ORDER BY key","startAt":1,"maxResults":2,"fields":["summary"]}""");
        Assert.Equal((1, 2, 4), ((int)reply.Json["startAt"]!, (int)reply.Json["maxResults"]!, (int)reply.Json["total"]!));
        Assert.Equal(["SEC-2", "SEC-3"], reply.Json["issues"]!.AsArray().Select(i => (string)i!["key"]!));
    }
}
