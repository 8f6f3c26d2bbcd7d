using System.Text.Json.Nodes;
using Fairlead.Jira.Calls;
using Fairlead.Jira.Issues;

namespace Fairlead.Jira.Tests.Calls;

public sealed class BulkCreateAnswerTests
{
    [Fact]
    public void F047_failures_are_placed_and_the_rest_matched_in_order()
    {
        var outcomes = Read(201, Enumerable.Range(1, 47), [0, 24, 49], 50);
        Assert.Equal([0, 24, 49], outcomes.Select((o, i) => (o, i)).Where(p => p.o is JiraOutcome<CreatedIssue>.Rejected).Select(p => p.i));
        Assert.Equal(Enumerable.Range(1, 47).Select(n => $"SEC-{n}"), outcomes.OfType<JiraOutcome<CreatedIssue>.Committed>().Select(c => c.Value.Key));
        Assert.Equal("missing", Assert.IsType<JiraOutcome<CreatedIssue>.Rejected>(outcomes[24]).Error.FieldErrors["customfield_1"]);
    }

    [Fact]
    public void F049_a_400_with_all_elements_rejects_each_by_its_own_reason()
    {
        Assert.All(Read(400, [], Enumerable.Range(0, 50), 50), o => Assert.IsType<JiraOutcome<CreatedIssue>.Rejected>(o));
    }

    [Fact]
    public void All_created()
    {
        Assert.All(Read(201, Enumerable.Range(1, 50), [], 50), o => Assert.IsType<JiraOutcome<CreatedIssue>.Committed>(o));
    }

    public static TheoryData<string, int, int[], int[]> Strange { get; } = new()
    {
        { "more than asked", 201, [.. Enumerable.Range(1, 51)], [] },
        { "fewer than asked", 201, [.. Enumerable.Range(1, 49)], [] },
        { "none and no failures", 201, [], [] },
        { "a failure twice", 201, [.. Enumerable.Range(1, 48)], [3, 3] },
        { "index 50", 201, [.. Enumerable.Range(1, 49)], [50] },
        { "index -1", 201, [.. Enumerable.Range(1, 49)], [-1] },
        { "an issue twice", 201, [1, .. Enumerable.Range(1, 49)], [] },
        { "created but 400", 400, [1], [.. Enumerable.Range(1, 49)] },
        { "400 with too few failures", 400, [], [1, 2] },
    };

    [Theory]
    [MemberData(nameof(Strange))]
    public void F052_what_does_not_add_up_leaves_all_uncertain(string what, int status, int[] issues, int[] failed)
    {
        Assert.NotEmpty(what);
        var outcomes = Read(status, issues, failed, 50);
        Assert.Equal(50, outcomes.Count);
        Assert.All(outcomes, o => Assert.IsType<JiraOutcome<CreatedIssue>.Uncertain>(o));
    }

    [Theory]
    [InlineData(201, "{}")]
    [InlineData(201, "")]
    [InlineData(201, """{"issues":{},"errors":[]}""")]
    [InlineData(201, """{"issues":[{"id":"1","key":"SEC-1"},{"id":2,"key":"SEC-2"}],"errors":[]}""")]
    [InlineData(201, """{"issues":[{"id":"1","key":"SEC-1"},null],"errors":[]}""")]
    [InlineData(429, """{"errorMessages":["Rate limited"]}""")]
    [InlineData(500, """{"errorMessages":["x"]}""")]
    [InlineData(302, "")]
    public void Other_answers_leave_all_uncertain(int status, string body) => Assert.All(
        BulkCreateAnswer.Read(OutcomeClassifierTests.Answer(status, "application/json", body), 2),
        o => Assert.IsType<JiraOutcome<CreatedIssue>.Uncertain>(o));

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    public void A_refusal_of_the_whole_rejects_all(int status) => Assert.All(
        BulkCreateAnswer.Read(OutcomeClassifierTests.Answer(status, "application/json", """{"errorMessages":["no"]}"""), 3),
        o => Assert.IsType<JiraOutcome<CreatedIssue>.Rejected>(o));

    [Fact]
    public void An_element_that_failed_inside_the_server_is_uncertain()
    {
        var body = """{"issues":[{"id":"1","key":"SEC-1"}],"errors":[{"status":500,"failedElementNumber":1,"elementErrors":{"errorMessages":["x"],"errors":{}}}]}""";
        var outcomes = BulkCreateAnswer.Read(OutcomeClassifierTests.Answer(201, "application/json", body), 2);
        Assert.IsType<JiraOutcome<CreatedIssue>.Committed>(outcomes[0]);
        Assert.IsType<JiraOutcome<CreatedIssue>.Uncertain>(outcomes[1]);
    }

    [Fact]
    public void Nothing_sent_is_nothing_sent_for_all() => Assert.All(
        BulkCreateAnswer.Read(new JiraAttempt.Broken(JiraFailureCause.Dns, "x", MayHaveLeft: false), 3),
        o => Assert.IsType<JiraOutcome<CreatedIssue>.NotSent>(o));

    private static IReadOnlyList<JiraOutcome<CreatedIssue>> Read(int status, IEnumerable<int> issues, IEnumerable<int> failed, int count)
    {
        var body = new JsonObject
        {
            ["issues"] = new JsonArray([.. issues.Select(n => new JsonObject { ["id"] = $"{10000 + n}", ["key"] = $"SEC-{n}" })]),
            ["errors"] = new JsonArray([.. failed.Select(n => new JsonObject
            {
                ["status"] = 400,
                ["failedElementNumber"] = n,
                ["elementErrors"] = new JsonObject { ["errorMessages"] = new JsonArray(), ["errors"] = new JsonObject { ["customfield_1"] = "missing" } },
            })]),
        };
        return BulkCreateAnswer.Read(OutcomeClassifierTests.Answer(status, "application/json", body.ToJsonString()), count);
    }
}
