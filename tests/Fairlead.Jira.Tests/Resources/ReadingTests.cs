using System.Text.Json;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Queries;
using Fairlead.Jira.Resources;
using Fairlead.Jira.Tests.Transport;

namespace Fairlead.Jira.Tests.Resources;

/// <summary>Lists, pages and both shapes of answers.</summary>
public sealed class ReadingTests
{
    private static readonly Jql Query = Jql.Field("project").Equal("SEC");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cloud_searches_by_token_and_asks_5000_ids_a_page()
    {
        await using var server = ScriptedServer.InOrder(
            (_, reply) => reply.AnswerAsync(200, """{"issues":[{"id":"1","key":"SEC-1"}],"nextPageToken":"t1"}"""),
            (_, reply) => reply.AnswerAsync(200, """{"issues":[],"nextPageToken":"t2"}"""),
            (_, reply) => reply.AnswerAsync(200, """{"issues":[{"id":"2","key":"SEC-2"}],"isLast":true}"""));
        using var under = new ClientUnderTest(server.Url);
        Assert.Equal([new IssueRef("1", "SEC-1"), new("2", "SEC-2")], await under.Client.Search.IdsAsync(Query, Ct).ToListAsync(Ct));
        var bodies = server.Calls.Select(c => JsonDocument.Parse(c.Body).RootElement).ToList();
        Assert.Equal(5000, bodies[0].GetProperty("maxResults").GetInt32());
        Assert.Equal(["key"], bodies[0].GetProperty("fields").EnumerateArray().Select(f => f.GetString()));
        Assert.Equal("t2", bodies[2].GetProperty("nextPageToken").GetString());
    }

    [Theory]
    [InlineData("""{"issues":[{"id":"1","key":"SEC-1"}],"nextPageToken":"same"}""", JiraFailureCause.Unreadable)]
    [InlineData("""{"nextPageToken":"x"}""", JiraFailureCause.Unreadable)]
    [InlineData("""{"issues":[{"id":"1"}]}""", JiraFailureCause.Unreadable)]
    public async Task F104_a_search_that_cannot_be_walked_fails_instead_of_being_shorter(string page, JiraFailureCause cause)
    {
        await using var server = ScriptedServer.Always(200, page);
        using var under = new ClientUnderTest(server.Url);
        var error = await Assert.ThrowsAsync<JiraUnavailableException>(async () => await under.Client.Search.IdsAsync(Query, Ct).ToListAsync(Ct));
        Assert.Equal(cause, error.Cause);
    }

    [Fact]
    public async Task F104_a_second_page_that_fails_fails_the_search()
    {
        await using var server = ScriptedServer.InOrder(
            (_, reply) => reply.AnswerAsync(200, """{"issues":[{"id":"1","key":"SEC-1"}],"nextPageToken":"t1"}"""),
            (_, reply) => reply.AnswerAsync(502, ""));
        using var under = new ClientUnderTest(server.Url);
        await Assert.ThrowsAsync<JiraUnavailableException>(async () => await under.Client.Search.IdsAsync(Query, Ct).ToListAsync(Ct));
    }

    [Fact]
    public async Task Data_Center_searches_by_start_and_takes_smaller_pages_than_asked()
    {
        await using var server = new ScriptedServer((call, reply) =>
        {
            var start = JsonDocument.Parse(call.Body).RootElement.GetProperty("startAt").GetInt32();
            var issues = string.Join(',', Enumerable.Range(start, Math.Min(2, 5 - start)).Select(n => $$"""{"id":"{{n}}","key":"SEC-{{n}}"}"""));
            return reply.AnswerAsync(200, $$"""{"startAt":{{start}},"maxResults":2,"total":5,"issues":[{{issues}}]}""");
        });
        using var under = new ClientUnderTest(server.Url, JiraEdition.DataCenter);
        Assert.Equal(5, (await under.Client.Search.IdsAsync(Query, Ct).ToListAsync(Ct)).Count);
        // Each page begins with the last issue of the one before it.
        Assert.Equal([0, 1, 2, 3], server.Calls.Select(c => JsonDocument.Parse(c.Body).RootElement.GetProperty("startAt").GetInt32()));
    }

    [Fact]
    public async Task Data_Center_reads_many_issues_by_search_and_names_the_missing()
    {
        await using var server = ScriptedServer.Always(200, """{"total":2,"issues":[{"id":"1","key":"SEC-1"},{"id":"22","key":"NEW-2"}]}""");
        using var under = new ClientUnderTest(server.Url, JiraEdition.DataCenter);
        var batch = await under.Client.Issues.FetchAsync(["1", "22", "SEC-9"], IssueSelection.Of("status"), Ct);
        Assert.Equal(["SEC-1", "NEW-2"], batch.Issues.Select(i => i.Key));
        Assert.Equal(["SEC-9"], batch.Missing);
        Assert.Empty(batch.Refused);
        var body = JsonDocument.Parse(Assert.Single(server.Calls).Body).RootElement;
        Assert.Equal("id IN (1, 22) OR issuekey IN (\"SEC-9\") ORDER BY key ASC", body.GetProperty("jql").GetString());
        Assert.False(body.TryGetProperty("validateQuery", out _));
    }

    [Theory]
    [InlineData("A value with ID '{0}' does not exist for the field 'id'.", 1000, 2)]
    [InlineData("Ein Wert mit der ID „{0}“ ist für das Feld „id“ nicht vorhanden.", 1000, 2)]
    [InlineData("Une valeur avec l'ID «{0}» n'existe pas.", 1, 41)]
    public async Task Data_Center_asks_again_without_what_its_refusal_names(string message, int named, int calls)
    {
        var missing = Enumerable.Range(1, 1000).Where(n => n % 25 == 0).Select(n => $"{n}").ToHashSet();
        await using var server = new ScriptedServer((call, reply) =>
        {
            var jql = JsonDocument.Parse(call.Body).RootElement.GetProperty("jql").GetString()!;
            var asked = jql["id IN (".Length..jql.IndexOf(')')].Split(", ");
            var refused = asked.Where(missing.Contains).Take(named).Select(id => JsonSerializer.Serialize(message.Replace("{0}", id))).ToList();
            return refused.Count > 0
                ? reply.AnswerAsync(400, $$"""{"errorMessages":[{{string.Join(',', refused)}}],"errors":{} }""")
                : reply.AnswerAsync(200, $$"""{"total":{{asked.Length}},"issues":[{{string.Join(',', asked.Select(id => $$"""{"id":"{{id}}","key":"SEC-{{id}}"}"""))}}]}""");
        });
        using var under = new ClientUnderTest(server.Url, JiraEdition.DataCenter);
        var batch = await under.Client.Issues.FetchAsync([.. Enumerable.Range(1, 1000).Select(n => $"{n}")], IssueSelection.Of("status"), Ct);
        Assert.Equal(missing, [.. batch.Missing]);
        Assert.Equal(missing, [.. batch.Refused]);
        Assert.Equal(960, batch.Issues.Count);
        Assert.Equal(calls, server.Calls.Count);
    }

    [Fact]
    public async Task Data_Center_gives_up_where_refusals_name_nothing_instead_of_asking_for_each()
    {
        await using var server = ScriptedServer.Always(400, """{"errorMessages":["No."],"errors":{}}""");
        using var under = new ClientUnderTest(server.Url, JiraEdition.DataCenter);
        await Assert.ThrowsAsync<JiraUnavailableException>(() =>
            under.Client.Issues.FetchAsync([.. Enumerable.Range(1, 1000).Select(n => $"{n}")], IssueSelection.Of("status"), Ct));
        Assert.Equal(100, server.Calls.Count);
    }

    [Theory]
    [InlineData("2", "GET /rest/api/3/issue/2")]
    [InlineData("10002", "GET /rest/api/3/issue/2 GET /rest/api/3/issue/3")]
    public async Task What_Cloud_could_not_give_this_time_is_asked_for_alone_and_never_missing(string erroneous, string alone)
    {
        await using var server = new ScriptedServer((call, reply) =>
            call.Path.EndsWith("/bulkfetch", StringComparison.Ordinal)
                ? reply.AnswerAsync(200, $$"""{"issues":[{"id":"1","key":"SEC-1"}],"issueErrors":[{"id":"{{erroneous}}","errorMessage":"later"}]}""")
            : call.Path.EndsWith("/3", StringComparison.Ordinal) ? reply.AnswerAsync(404, """{"errorMessages":["Issue does not exist"]}""")
            : reply.AnswerAsync(200, """{"id":"2","key":"SEC-2"}"""));
        using var under = new ClientUnderTest(server.Url);
        var batch = await under.Client.Issues.FetchAsync(["1", "2", "3"], IssueSelection.Of("status"), Ct);
        Assert.Equal(["SEC-1", "SEC-2"], batch.Issues.Select(i => i.Key));
        Assert.Equal(["3"], batch.Missing);
        Assert.Equal(alone, string.Join(' ', server.Calls.Skip(1).Select(c => $"{c.Method} {c.Path}")));
    }

    [Fact]
    public async Task Cloud_that_gives_very_many_issues_at_no_time_is_unavailable()
    {
        await using var server = ScriptedServer.Always(200, """{"issues":[],"issueErrors":[{"errorMessage":"later"}]}""");
        using var under = new ClientUnderTest(server.Url);
        await Assert.ThrowsAsync<JiraUnavailableException>(() =>
            under.Client.Issues.FetchAsync([.. Enumerable.Range(1, 51).Select(n => $"{n}")], IssueSelection.Of("status"), Ct));
        Assert.Single(server.Calls);
    }

    [Theory]
    [InlineData("status summary", 3)]
    [InlineData("status labels", 21)]
    [InlineData("fixVersions", 21)]
    [InlineData("customfield_10010", 21)]
    public async Task Cloud_reads_1000_issues_a_call_with_fields_of_one_value_and_100_with_lists(string fields, int calls)
    {
        await using var server = ScriptedServer.Always(200, """{"issues":[],"issueErrors":[]}""");
        using var under = new ClientUnderTest(server.Url);
        var ids = Enumerable.Range(1, 2001).Select(n => n.ToString()).ToList();
        var batch = await under.Client.Issues.FetchAsync(ids, IssueSelection.Of(fields.Split(' ')), Ct);
        Assert.Equal((2001, 2001), (batch.Missing.Count, batch.Refused.Count));
        Assert.Equal(calls, server.Calls.Count);
        await under.Client.Issues.FetchAsync(ids, IssueSelection.Of("status").With("fl"), Ct);
        Assert.Equal(calls + 21, server.Calls.Count);
    }

    [Fact]
    public async Task Cloud_that_refuses_1000_issues_a_call_is_asked_for_them_once()
    {
        await using var server = new ScriptedServer((call, reply) =>
            JsonDocument.Parse(call.Body).RootElement.GetProperty("issueIdsOrKeys").GetArrayLength() > 100
                ? reply.AnswerAsync(400, """{"errorMessages":["too many"],"errors":{}}""")
                : reply.AnswerAsync(200, """{"issues":[],"issueErrors":[]}"""));
        using var under = new ClientUnderTest(server.Url);
        var ids = Enumerable.Range(1, 1000).Select(n => n.ToString()).ToList();
        await under.Client.Issues.FetchAsync(ids, IssueSelection.Of("status"), Ct);
        Assert.Equal(1 + 10, server.Calls.Count);
        await under.Client.Issues.FetchAsync(ids, IssueSelection.Of("status"), Ct);
        Assert.Equal(1 + 10 + 10, server.Calls.Count);
    }

    [Theory]
    [InlineData("""{"issueTypes":[{"id":"1","name":"Bug","subtask":false}],"startAt":0,"maxResults":50,"total":1}""")]
    [InlineData("""{"createMetaIssueType":[{"id":"1","name":"Bug"}],"total":1}""")]
    [InlineData("""{"values":[{"id":"1","name":"Bug"}],"isLast":true,"total":1}""")]
    [InlineData("""{"values":[{"id":1,"name":"Bug"}],"isLast":true}""")]
    public async Task Issue_types_are_read_in_every_shape(string body)
    {
        await using var server = ScriptedServer.Always(200, body);
        using var under = new ClientUnderTest(server.Url);
        Assert.Equal(("1", "Bug"), Assert.Single(await under.Client.CreateMeta.IssueTypesAsync("SEC", Ct)) is var t ? (t.Id, t.Name) : default);
    }

    [Theory]
    [InlineData("fields")]
    [InlineData("results")]
    [InlineData("values")]
    public async Task Fields_are_read_in_every_shape(string member)
    {
        await using var server = ScriptedServer.Always(200, $$"""
            {"{{member}}":[{"fieldId":"customfield_1","name":"Team","required":true,"hasDefaultValue":false,"operations":["set"],
              "schema":{"type":"option-with-child","custom":"x:cascadingselect","customId":1},
              "allowedValues":[{"id":"5","value":"A","children":[{"id":"6","value":"B"}]},{"id":"7","name":"C"}]},{"name":"no id"},null],"total":1}
            """);
        using var under = new ClientUnderTest(server.Url);
        var field = Assert.Single(await under.Client.CreateMeta.FieldsAsync("SEC", "1", Ct));
        Assert.Equal(("customfield_1", true, "option-with-child"), (field.Id, field.IsRequired, field.Schema.Type));
        Assert.Equal(["A", "C"], field.AllowedValues.Select(v => v.Label));
        Assert.Equal("B", field.AllowedValues[0].Children[0].Label);
    }

    [Fact]
    public async Task Permissions_answer_for_every_asked_key()
    {
        await using var server = ScriptedServer.Always(200, """{"permissions":{"CREATE_ISSUES":{"havePermission":true},"EDIT_ISSUES":{"havePermission":false}}}""");
        using var under = new ClientUnderTest(server.Url);
        var mine = await under.Client.Permissions.GetMineAsync(["CREATE_ISSUES", "EDIT_ISSUES", "OTHER"], "SEC", Ct);
        Assert.Equal([true, false, false], new[] { "CREATE_ISSUES", "EDIT_ISSUES", "OTHER" }.Select(k => mine[k]));
        Assert.Equal("/rest/api/3/mypermissions?permissions=CREATE_ISSUES%2CEDIT_ISSUES%2COTHER&projectKey=SEC", server.Calls.Single().Target);
    }

    [Fact]
    public async Task Transitions_show_what_their_screens_need()
    {
        await using var server = ScriptedServer.Always(200, """
            {"transitions":[{"id":"31","name":"Close","to":{"id":"6","name":"Closed","statusCategory":{"key":"done"}},
              "fields":{"resolution":{"required":true,"hasDefaultValue":false,"name":"Resolution","schema":{"type":"resolution"},"allowedValues":[{"id":"1","name":"Fixed"}]},
              "comment":{"required":false,"name":"Comment","schema":{"type":"comment"}}}},{"id":"41","name":"broken"}]}
            """);
        using var under = new ClientUnderTest(server.Url);
        var close = Assert.Single((await under.Client.Transitions.ListAsync("SEC-1", Ct))!);
        Assert.Equal((JiraStatusCategory.Done, "resolution"), (close.To.Category, Assert.Single(close.RequiredFields).Id));
    }

    [Fact]
    public async Task Changelogs_are_read_in_both_editions()
    {
        const string History = """{"id":"9","created":"2026-01-02T03:04:05.678+0200","author":{"accountId":"a","name":"a","displayName":"A"},"items":[{"field":"status","fieldId":"status","from":"1","fromString":"Open","to":"6","toString":"Closed"}]}""";
        await using var cloud = ScriptedServer.Always(200, $$"""{"values":[{{History}}],"isLast":true,"total":1}""");
        using var underCloud = new ClientUnderTest(cloud.Url);
        await using var center = ScriptedServer.Always(200, $$"""{"id":"1","key":"SEC-1","changelog":{"histories":[{{History}}]} }""");
        using var underCenter = new ClientUnderTest(center.Url, JiraEdition.DataCenter);
        foreach (var client in new[] { underCloud.Client, underCenter.Client })
        {
            var change = Assert.Single(await client.Changelog.ForIssueAsync("SEC-1", Ct).ToListAsync(Ct));
            Assert.Equal(new DateTimeOffset(2026, 1, 2, 1, 4, 5, 678, TimeSpan.Zero), change.CreatedAt);
            Assert.Equal(new JiraFieldChange("status", "status", "1", "Open", "6", "Closed"), Assert.Single(change.Items));
        }

        await using var unnamed = ScriptedServer.Always(
            200, """{"id":"1","key":"SEC-1","changelog":{"histories":[{"id":"9","created":"2026-01-02T03:04:05.678+0200","items":[{"field":"Fix Version"},{"field":"summary"},{"field":"Risk"}]}]}}""");
        using var underUnnamed = new ClientUnderTest(unnamed.Url, JiraEdition.DataCenter);
        Assert.Equal(["fixVersions", "summary", "Risk"], Assert.Single(await underUnnamed.Client.Changelog.ForIssueAsync("SEC-1", Ct).ToListAsync(Ct)).Items.Select(i => i.FieldId));

        await using var bulk = ScriptedServer.Always(200, $$"""{"issueChangeLogs":[{"issueId":"1","changeHistories":[{"id":"9","created":1767315845678,"items":[{"field":"status","fieldId":"status"},{"field":"resolution","fieldId":"resolution"}]}]}]}""");
        using var underBulk = new ClientUnderTest(bulk.Url);
        var issue = Assert.Single(await underBulk.Client.Changelog.FetchAsync(["SEC-1"], ["status"], Ct).ToListAsync(Ct));
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 1, 4, 5, 678, TimeSpan.Zero), Assert.Single(issue.Changes).CreatedAt);
    }

    [Fact]
    public async Task Strange_members_do_not_stop_a_read()
    {
        await using var server = ScriptedServer.Always(200, """
            {"id":"1","key":"SEC-1","fields":{"summary":"lone \ud800 surrogate","labels":["a",null,5],"status":"x","priority":[],"assignee":{},"created":"yesterday"}}
            """);
        using var under = new ClientUnderTest(server.Url);
        var issue = (await under.Client.Issues.GetAsync("SEC-1", IssueSelection.All, Ct))!;
        Assert.Contains("surrogate", issue.Summary);
        Assert.Equal(["a", "5"], issue.Labels);
        Assert.Null(issue.Status);
        Assert.Null(issue.Priority);
        Assert.Null(issue.Assignee);
        Assert.Null(issue.CreatedAt);
    }

    [Theory]
    [InlineData("../../admin", "/rest/api/3/issue/..%2F..%2Fadmin?fields=%2Aall")]
    [InlineData("SEC-1?x=1#y", "/rest/api/3/issue/SEC-1%3Fx%3D1%23y?fields=%2Aall")]
    public async Task A_hostile_key_stays_in_its_segment(string key, string target)
    {
        await using var server = ScriptedServer.Always(404, """{"errorMessages":["x"]}""");
        using var under = new ClientUnderTest(server.Url);
        Assert.Null(await under.Client.Issues.GetAsync(key, IssueSelection.All, Ct));
        Assert.Equal(target, server.Calls.Single().Target);
        await Assert.ThrowsAsync<ArgumentException>(() => under.Client.Issues.GetAsync("..", IssueSelection.All, Ct));
    }
}
