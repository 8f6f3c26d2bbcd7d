using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;
using Fairlead.Platform.SecretScanning.Reading;

namespace Fairlead.Platform.Tests.SecretScanning.Reading;

public sealed class IssueTextsTests
{
    private static readonly ReadSelection Selection = ReadSelection.Of(
    [
        Field("labels", "Labels", "array", "string", isCustom: false),
        Field("customfield_1", "Steps", "string"),
        Field("customfield_2", "Notes", "array", "string"),
        Field("customfield_3", "Answers", "any"),
        Field("customfield_4", "Approver", "user"),
        Field("customfield_5", "Choice", "option"),
        Field("customfield_6", "Rank", "any", custom: "com.pyxis.greenhopper.jira:gh-lexo-rank"),
    ]);

    [Fact]
    public void Every_place_gives_its_text_as_it_stands()
    {
        var issue = Issue("""
            {"summary":"a summary","description":"h1. *bold* text\r\nsecond","environment":"env","labels":["one","two"],
             "customfield_1":{"type":"doc","version":1,"content":[{"type":"paragraph","content":[{"type":"text","text":"st"},{"type":"text","text":"ep"}]}]},
             "customfield_2":["first","second"],
             "customfield_3":{"self":"https://x.example/1","id":"9","rows":[{"value":"deep"},{"by":{"accountId":"5","displayName":"Kim"}},{"avatarUrl":"https://x.example/a"}]},
             "customfield_4":{"accountId":"5","displayName":"Kim"},
             "customfield_5":{"self":"https://x.example/2","value":"chosen","id":"7"},
             "customfield_6":"0|hzzzzz:",
             "customfield_99":"of no field that was asked for",
             "comment":{"comments":[{"id":"11","body":"said"},{"id":"12","body":" \n"}],"total":2},
             "worklog":{"worklogs":[{"id":"21","comment":"done"},{"id":"22"}],"total":2},
             "attachment":[{"id":"31","filename":"a.txt"}]}
            """);

        Assert.Equal(
        [
            "Summary summary Summary: a summary", "Description description Description: h1. *bold* text\r\nsecond",
            "Environment environment Environment: env", "Field labels Labels: one\ntwo", "Field customfield_1 Steps: step",
            "Field customfield_2 Notes: first\nsecond", "Field customfield_3 Answers: deep", "Field customfield_5 Choice: chosen",
            "Comment 11 Comment: said", "Worklog 21 Work log: done", "AttachmentName 31 a.txt: a.txt",
        ], Shown(AllTexts.Of(issue, [], Selection)));
    }

    [Fact]
    public void What_stood_there_once_is_historical_and_comes_once()
    {
        var issue = Issue("""{"summary":"now","description":{"type":"doc","version":1,"content":[{"type":"paragraph","content":[{"type":"text","text":"bold"}]}]}}""");
        JiraChange[] changes =
        [
            Change(3, ("description", "description", "was", "*bold*"), ("summary", "summary", "before", "now")),
            Change(1, ("summary", "summary", "first", "before"), ("status", "status", "Open", "Done")),
            Change(2, ("description", "description", "*bold*", "was"), ("customfield_1", "Steps", "gone", null)),
        ];

        // Cloud writes *bold* into its history for what is a document in the field: it stands there now, and is not former.
        Assert.Equal(
        [
            "Summary summary Summary: now", "Description description Description: bold",
            "Summary summary Summary (past): first", "Summary summary Summary (past): before", "Description description Description (past): was",
            "Field customfield_1 Steps (past): gone",
        ], Shown(AllTexts.Of(issue, changes, Selection)));
    }

    [Fact]
    public void A_field_that_is_hidden_or_emptied_still_gives_all_that_its_history_shows() => Assert.Equal(
        ["Environment environment Environment (past): one", "Environment environment Environment (past): two"],
        Shown(AllTexts.Of(Issue("{}"), [Change(1, ("environment", "environment", "one", "two"))], Selection)));

    /// <summary>Data Center names fields in its history by their names alone.</summary>
    [Fact]
    public void A_field_is_found_by_its_name_where_the_history_has_no_id() => Assert.Equal(
        ["Field customfield_1 Steps: new", "Field customfield_1 Steps (past): old"],
        Shown(AllTexts.Of(Issue("""{"customfield_1":"new"}"""), [Change(1, ("Steps", "Steps", "old", "new"), ("Approver", "Approver", "Kim", "Lee"))], Selection)));

    [Fact]
    public void Comments_that_were_edited_or_deleted_are_historical()
    {
        var issue = Issue("""{"comment":{"comments":[{"id":"11","body":"edited"}],"total":1}}""");
        JiraChange[] changes =
        [
            new("1", At(1), null, [new("Comment", "Comment", "11", "as it was", "11", "edited")]),
            new("2", At(2), null, [new("Comment", "Comment", "a deleted one", null, null, null)]),
            new("3", At(3), null, [new("Comment", "Comment", "12", "another", null, null), new("Comment", "Comment", "12", "another", null, null)]),
        ];
        Assert.Equal(
            ["Comment 11 Comment: edited", "Comment 11 Comment (past): as it was", "Comment  Comment (past): a deleted one", "Comment 12 Comment (past): another"],
            Shown(AllTexts.Of(issue, changes, Selection)));
    }

    [Fact]
    public void Remarks_that_did_not_come_with_the_issue_are_asked_for_and_take_the_place_of_those_that_did()
    {
        var issue = Issue("""{"comment":{"comments":[{"id":"1","body":"one"}],"total":2},"worklog":{"worklogs":[],"total":0}}""");
        Assert.True(IssueTexts.NeedsAllComments(issue));
        Assert.False(IssueTexts.NeedsAllWorklogs(issue));
        Assert.True(IssueTexts.NeedsAllComments(Issue("{}")));
        Assert.False(IssueTexts.NeedsAllComments(Issue("""{"comment":{"comments":[{"id":"1","body":"one"}],"total":1}}""")));
        Assert.True(IssueTexts.NeedsAllWorklogs(Issue("""{"worklog":{"worklogs":[{"id":"1"}]}}""")));

        var rest = new IssueRest([new("1", Json("\"one\"")), new("2", Json("\"two\"")), new("3", null)], null);
        Assert.Equal(["Comment 1 Comment: one", "Comment 2 Comment: two"], Shown(AllTexts.Of(issue, [], Selection, rest)));
    }

    /// <summary>BADINPUT RE-08.</summary>
    [Fact]
    public void Broken_characters_do_no_harm()
    {
        var issue = Issue("""{"summary":"a\u0000b\ud83dc","comment":{"comments":[{"id":"1","body":"\udc00"}],"total":1}}""");
        JiraChange[] changes = [Change(1, ("summary", "summary", "x\0y\ud83d", "a"))];
        Assert.Equal(
            ["Summary summary Summary: a\uFFFDb\uFFFDc", "Comment 1 Comment: \uFFFD", "Summary summary Summary (past): x\uFFFDy\uFFFD"],
            Shown(AllTexts.Of(issue, changes, Selection)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_comment_of_50_MB_is_copied_once(bool hasEscapes)
    {
        var line = hasEscapes ? "a line with a \\\"word\\\"\\n" : "a line without anything ";
        var body = string.Concat(Enumerable.Repeat(line, (50 << 20) / line.Length));
        var issue = Issue($$$"""{"comment":{"comments":[{"id":"1","body":"{{{body}}}"}],"total":1}}""");

        var before = GC.GetAllocatedBytesForCurrentThread();
        var text = Assert.Single(AllTexts.Of(issue, [], Selection)).Utf8;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, text.Length, body.Length + (1 << 20));
        Assert.Equal(body.Length / line.Length * (hasEscapes ? line.Length - 3 : line.Length), text.Length);
    }

    /// <summary>Whatever its order, and wherever it is cut.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(500)]
    public void A_history_that_goes_in_parts_gives_what_it_gives_whole(int maxHeldBytes)
    {
        var random = new Random(maxHeldBytes);
        for (var round = 0; round < 50; round++)
        {
            var (now, changes) = (new Dictionary<string, string> { ["description"] = "begun", ["environment"] = "begun" }, new List<JiraChange>());
            for (var minute = 1; minute < 40; minute++)
            {
                var (field, text) = (random.Next(2) == 0 ? "description" : "environment", $"text {random.Next(12)}");
                changes.Add(Change(minute, (field, field, now[field], text), ("comment", "Comment", $"said {random.Next(5)}", null)));
                now[field] = text;
            }

            if (round % 2 == 1)
                changes.Reverse();
            var issue = Issue($$"""{"description":"{{now["description"]}}","environment":{{(round % 3 == 0 ? "null" : $"\"{now["environment"]}\"")}}}""");

            Assert.Equal(Shown(AllTexts.Of(issue, changes, Selection)).Order(StringComparer.Ordinal), Shown(AllTexts.Of(issue, changes, Selection, null, maxHeldBytes)).Order(StringComparer.Ordinal));
        }
    }

    /// <summary>BADINPUT RE-08: nested as deep as the client reads.</summary>
    [Fact]
    public void A_deep_document_is_read()
    {
        var json = string.Concat(Enumerable.Repeat("""{"type":"blockquote","content":[""", 120)) + """{"type":"text","text":"deep"}"""
            + string.Concat(Enumerable.Repeat("]}", 120));
        using var document = JsonDocument.Parse("""{"description":{"type":"doc","content":[""" + json + "]}}", new() { MaxDepth = 256 });
        Assert.Equal(["Description description Description: deep"], Shown(AllTexts.Of(new("1", "A-1", document.RootElement, null), [], Selection)));
    }

    /// <summary>Real issues: each text that a person wrote comes, and nothing comes twice from one place.</summary>
    [Fact]
    [Trait("needs", "shared")]
    public async Task Real_issues_give_all_their_texts()
    {
        var (issues, texts) = (0, 0);
        await foreach (var line in SharedIssues.LinesAsync(TestContext.Current.CancellationToken))
        {
            var json = JsonNode.Parse(line)!;
            var fields = json["fields"]!;
            var issue = new JiraIssue((string)json["id"]!, (string)json["key"]!, Json(fields.ToJsonString()), null);
            var all = AllTexts.Of(issue, [], Selection).ToList();
            string?[] written =
            [
                (string?)fields["summary"], (string?)fields["description"], (string?)fields["environment"],
                .. fields["comment"]!["comments"]!.AsArray().Select(c => (string?)c!["body"]),
            ];
            var read = all.Where(t => t.Kind is not (IssueTextKind.AttachmentName or IssueTextKind.Field)).Select(t => Encoding.UTF8.GetString(t.Utf8.Span));
            Assert.Equal(written.Where(w => !string.IsNullOrWhiteSpace(w)), read);
            Assert.Equal(fields["attachment"]?.AsArray().Count ?? 0, all.Count(t => t.Kind == IssueTextKind.AttachmentName));
            var (embedded, total) = (fields["comment"]!["comments"]!.AsArray().Count, (int)fields["comment"]!["total"]!);
            Assert.Equal(embedded < total, IssueTexts.NeedsAllComments(issue));
            Assert.DoesNotContain(all, t => t.IsHistorical);
            issues++;
            texts += all.Count;
        }

        Assert.True(issues > 2000 && texts > 10_000, $"{issues} issues, {texts} texts");
    }

    private static IReadOnlyList<string> Shown(IEnumerable<IssueText> texts) =>
        [.. texts.Select(t => $"{t.Kind} {t.PlaceId} {t.PlaceName}{(t.IsHistorical ? " (past)" : "")}: {Encoding.UTF8.GetString(t.Utf8.Span)}")];

    private static JiraField Field(string id, string name, string type, string? items = null, string? custom = null, bool isCustom = true) =>
        new(id, name, isCustom, new(type, items, null, custom, null), []);

    private static JiraIssue Issue(string fields) => new("10001", "SEC-1", Json(fields), null);

    private static JsonElement Json(string json) => JsonDocument.Parse(json).RootElement;

    private static DateTimeOffset At(int minute) => DateTimeOffset.UnixEpoch.AddMinutes(minute);

    private static JiraChange Change(int minute, params (string Id, string Name, string? From, string? To)[] items) =>
        new($"{minute}", At(minute), null, [.. items.Select(i => new JiraFieldChange(i.Id, i.Name, null, i.From, null, i.To))]);
}
