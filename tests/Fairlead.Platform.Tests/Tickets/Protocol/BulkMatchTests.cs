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

    [Fact]
    public void What_is_hidden_keeps_its_place_while_nothing_speaks_against_the_order() =>
        Assert.Equal(["1", "2", "3"], Match([Made("1"), Made("2"), Made("3")], seen: "1a", hidden: ["2", "3"]));

    [Fact]
    public void What_is_hidden_has_no_place_where_the_order_is_another() =>
        Assert.Equal(["?", "1", "?"], Match([Made("1"), Made("2"), Made("3")], seen: "1b", hidden: ["2", "3"]));

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
    private static IEnumerable<string> Match(JiraOutcome<CreatedIssue>[] outcomes, string seen, string[]? hidden = null) =>
        BulkMatch.Of(Markers, outcomes, seen.Split(' ').ToDictionary(s => s[..1], s => s[1..]), (hidden ?? []).ToHashSet()).Select(o => o switch
        {
            JiraOutcome<CreatedIssue>.Committed made => made.Value.Id,
            JiraOutcome<CreatedIssue>.Rejected => "no",
            _ => "?",
        });
}
