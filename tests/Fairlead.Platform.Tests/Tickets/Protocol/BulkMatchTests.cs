using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Platform.Tickets.Protocol;

namespace Fairlead.Platform.Tests.Tickets.Protocol;

public class BulkMatchTests
{
    private static readonly string[] Markers = ["a", "b", "c"];

    [Fact]
    public void Each_issue_goes_to_the_element_whose_marker_it_carries() =>
        Assert.Equal(["3", "1", "2"], Match([Made("1"), Made("2"), Made("3")], seen: "1b 2c 3a"));

    [Fact]
    public void What_shows_no_marker_proves_nothing() =>
        Assert.Equal(["1", "?", "?"], Match([Made("1"), Made("2"), Made("3")], seen: "1a"));

    /// <summary>The order of the answer proves nothing, whatever the others show.</summary>
    [Fact]
    public void What_is_hidden_is_nobodys_and_told_apart_from_what_may_still_show()
    {
        Assert.Equal(["1", "hidden", "hidden"], Match([Made("1"), Made("2"), Made("3")], seen: "1a", hidden: ["2"]));
        Assert.Equal(["hidden", "hidden", "hidden"], Match([Made("1"), Made("2"), Made("3")], hidden: ["1", "2", "3"]));
        Assert.Equal(["?", "?", "?"], Match([Made("1"), Made("2"), Made("3")]));
    }

    [Fact]
    public void The_last_issue_is_the_last_elements()
    {
        Assert.Equal(["2", "1", "3"], Match([Made("1"), Made("2"), Made("3")], seen: "1b 2a", hidden: ["3"]));
        Assert.Equal(["2", "no", "1"], Match([Made("1"), Refused, Made("2")], seen: "2a", hidden: ["1"]));
        // Two issues show one marker: the third is not the rest.
        Assert.Equal(["1", "?", "?"], Match([Made("1"), Made("2"), Made("3")], seen: "1a 2a"));
    }

    [Theory]
    [InlineData("a=x b=y c=z", "1=z 2=x 3=y", "1c 2a 3b")]
    [InlineData("a=x b=x c=z", "1=z 2=x 3=x", "1c")]
    [InlineData("a=x b=x c=z", "1=z 2=x", "1c")]
    [InlineData("a=x b=y c=z", "1=x 2=x 3=z", "3c")]
    [InlineData("a=x b=y c=z", "1=changed 2=y", "2b")]
    public void A_summary_tells_an_issue_only_where_it_is_one_elements_and_one_issues(string sent, string read, string known)
    {
        var elements = sent.Split(' ').Select(s => (s[..1], s[2..]));
        var issues = read.Split(' ').Select(r => KeyValuePair.Create(r[..1], r[2..]));
        Assert.Equal(known.Split(' '), BulkMatch.BySummary(elements, issues).Select(p => p.Key + p.Value).Order());
    }

    [Fact]
    public void A_failed_element_stays_failed_unless_its_issue_exists()
    {
        Assert.Equal(["2", "no", "1"], Match([Made("1"), Refused, Made("2")], seen: "1c 2a"));
        Assert.Equal(["2", "?", "?"], Match([Made("1"), Refused, Made("2")], seen: "1b 2a"));
    }

    private static JiraOutcome<CreatedIssue> Refused { get; } =
        new JiraOutcome<CreatedIssue>.Rejected(JiraRefusalCause.Invalid, 400, JiraError.None);

    private static JiraOutcome<CreatedIssue> Made(string id) => new JiraOutcome<CreatedIssue>.Committed(new(id, $"SEC-{id}"));

    /// <param name="seen">Ids and the markers that they show.</param>
    private static IEnumerable<string> Match(JiraOutcome<CreatedIssue>[] outcomes, string seen = "", string[]? hidden = null)
    {
        var shown = seen.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToDictionary(s => s[..1], s => s[1..]);
        var match = BulkMatch.Of(Markers, outcomes, shown, (hidden ?? []).ToHashSet());
        return match.Outcomes.Select((o, i) => o switch
        {
            JiraOutcome<CreatedIssue>.Committed made => made.Value.Id,
            JiraOutcome<CreatedIssue>.Rejected => "no",
            _ => match.Hidden.Contains(i) ? "hidden" : "?",
        });
    }
}
