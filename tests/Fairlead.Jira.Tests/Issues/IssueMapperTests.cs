using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Jira.Issues;
using Fairlead.Jira.RichText;

namespace Fairlead.Jira.Tests.Issues;

public sealed class IssueMapperTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    [Theory]
    [InlineData(JiraEdition.Cloud)]
    [InlineData(JiraEdition.DataCenter)]
    public void A_draft_reads_as_expected(JiraEdition edition)
    {
        var draft = Sample.Draft with
        {
            AssigneeId = "kim",
            Properties = new Dictionary<string, JsonNode> { ["fairlead"] = new JsonObject { ["marker"] = "fl-abc" } },
            Fields = new Dictionary<string, JsonNode?> { ["components"] = new JsonArray(new JsonObject { ["id"] = "7" }) },
            RichFields = new Dictionary<string, RichDocument> { ["environment"] = RichDocument.FromPlainText("prod *1*") },
            TransitionId = "11",
        };
        Snapshot.Match(IssueMapper.Create(draft, edition).ToJsonString(Indented), edition.ToString());
    }

    [Fact]
    public void An_edit_holds_only_what_changes()
    {
        var edit = new IssueEdit { AddLabels = ["a"], RemoveLabels = ["b"], Fields = new Dictionary<string, JsonNode?> { ["duedate"] = null } };
        Assert.Equal(
            """{"fields":{"duedate":null},"update":{"labels":[{"add":"a"},{"remove":"b"}]}}""",
            IssueMapper.Edit(edit, JiraEdition.Cloud).ToJsonString());
    }

    [Theory]
    [InlineData("one\r\n two\tthree ", "one two three")]
    [InlineData("nul\0x", "nul\uFFFDx")]
    public void A_summary_is_one_clean_line(string text, string expected) => Assert.Equal(expected, IssueMapper.Summary(text));

    [Fact]
    public void F035_a_summary_is_cut_to_255_and_never_inside_a_pair()
    {
        for (var size = 250; size < 260; size++)
        {
            var summary = IssueMapper.Summary(new string('x', size) + string.Concat(Enumerable.Repeat("🙂", 10)));
            Assert.InRange(summary.Length, 250, 255);
            Assert.False(char.IsHighSurrogate(summary[^2]));
        }
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("")]
    [InlineData("tab\t")]
    public void A_label_that_Jira_refuses_is_a_bug_of_the_caller(string label) => Assert.Throws<ArgumentException>(
        () => IssueMapper.Create(Sample.Draft with { Labels = [label] }, JiraEdition.Cloud));

    [Fact]
    public void The_same_draft_can_be_rendered_twice()
    {
        var draft = Sample.Draft with { Fields = new Dictionary<string, JsonNode?> { ["x"] = new JsonObject { ["id"] = "1" } } };
        Assert.Equal(IssueMapper.Create(draft, JiraEdition.Cloud).ToJsonString(), IssueMapper.Create(draft, JiraEdition.Cloud).ToJsonString());
    }
}
