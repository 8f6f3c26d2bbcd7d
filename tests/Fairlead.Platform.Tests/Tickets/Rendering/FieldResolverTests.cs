using Fairlead.Kernel;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tests.Tickets.Planning;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Rendering;

namespace Fairlead.Platform.Tests.Tickets.Rendering;

/// <summary>U-31: constants, expressions and tables as values of fields.</summary>
public class FieldResolverTests
{
    private static readonly ContentFinding One = FakeFindings.Sample(1, "CVE-1", Severity.High, "payments-api", "Weakness");

    [Theory]
    [InlineData("payments-api", "exact")]
    [InlineData("PAYMENTS-web", "prefix")]
    [InlineData("pay", "short")]
    [InlineData("web", "otherwise")]
    [Trait("Complaint", "U-31")]
    public void The_most_specific_row_decides_whatever_their_order(string asset, string expected)
    {
        LookupRow[] rows = [Row("pay*", "short"), Row("payments-api", "exact"), Row("payments-*", "prefix"), Row("*-api-*", "never")];

        Assert.Equal(expected, Assert.Single(ValuesOf(Lookup(LookupKey.Asset, rows, "otherwise"), One with { Asset = asset })!));
        Assert.Equal(expected, Assert.Single(ValuesOf(Lookup(LookupKey.Asset, [.. rows.Reverse()], "otherwise"), One with { Asset = asset })!));
    }

    [Fact]
    public void A_table_looks_at_the_open_findings_and_without_a_fitting_row_the_field_is_left_alone()
    {
        var table = Lookup(LookupKey.Label, [Row("team=payments", "Payments"), Row("team=*", "Others")], null);
        var payments = One with { Labels = ["internet", "team=payments"] };

        Assert.Equal(["Payments"], ValuesOf(table, One with { Labels = ["team=web"] }, payments)!);
        Assert.Equal(["Others"], ValuesOf(table, One with { Labels = ["team=web"] }, payments with { IsOpen = false })!);
        Assert.Null(ValuesOf(table, One));
    }

    [Fact]
    public void A_label_whose_placeholder_is_empty_is_left_out()
    {
        var configuration = SamplePlanning.Configuration with { Labels = ["own-{{group.label.owner}}", "x-{{group.severity}}-{{group.package}}", "{{#if group.package}}p-{{group.package}}{{else}}none{{/if}}"] };

        Assert.Equal(["own-ann", "none"], LabelsOf(One with { Package = null, Labels = ["owner=ann"] }));
        Assert.Equal(["none"], LabelsOf(One with { Package = null, Labels = ["owner=ann"] }, One with { Package = null, Labels = ["owner=bob"] }));
        Assert.Equal(["x-High-left-pad", "p-left-pad"], LabelsOf(One with { Package = "left-pad" }));

        IReadOnlyList<string> LabelsOf(params ContentFinding[] findings) =>
            new TicketRenderer(configuration).FieldsOf(new("k", "label", Severity.High, findings.Length, findings.Length, [.. findings.Select(f => f.Id)], "hash", null), findings).Labels;
    }

    /// <summary>What scanners say is no proof of whose an issue is.</summary>
    [Fact]
    public void A_label_takes_placeholders_and_never_becomes_a_marker()
    {
        var marker = Platform.Tickets.Protocol.Marker.Of(new byte[32], default, "group", 1);
        var configuration = SamplePlanning.Configuration with { Labels = ["ours", "sev-{{group.severity}}", "{{group.asset}}", "{{group.package}}"] };

        Assert.Equal(["ours", "sev-High", "Payments-api"], LabelsOf("Payments  api", package: null));
        Assert.Equal(["ours", "sev-High"], LabelsOf("ours", package: "ours"));
        Assert.Equal(["ours", "sev-High"], LabelsOf("fairlead", marker));
        Assert.InRange(LabelsOf(new string('x', 999), package: null)[^1].Length, 200, 255);

        IReadOnlyList<string> LabelsOf(string asset, string? package)
        {
            var finding = One with { Asset = asset, Package = package };
            return new TicketRenderer(configuration).FieldsOf(new("k", "label", Severity.High, 1, 1, [finding.Id], "hash", null), [finding]).Labels;
        }
    }

    [Fact]
    [Trait("Complaint", "U-54")]
    public void A_deadline_is_the_earliest_of_the_open_findings_in_days_of_utc()
    {
        var sla = Field(FieldShape.Date, new ValueSource.Deadline([new(Severity.Critical, 7), new(Severity.High, 30)]));
        var seen = new DateTimeOffset(2026, 1, 31, 23, 30, 0, TimeSpan.FromHours(-1));
        var critical = One with { Severity = Severity.Critical, FirstSeenAt = seen.AddDays(20) };

        Assert.Equal(["2026-02-28"], ValuesOf(sla, One with { FirstSeenAt = seen }, critical)!);
        Assert.Equal(["2026-03-03"], ValuesOf(sla, One with { FirstSeenAt = seen }, critical with { IsOpen = false })!);
        Assert.Null(ValuesOf(sla, One with { Severity = Severity.Low }));
    }

    /// <summary>Of seven days four are left when the risk is accepted, and when that is over.</summary>
    [Theory]
    [InlineData(0, "2026-01-08")]
    [InlineData(90, "2026-04-08")]
    [InlineData(89.1, "2026-04-08")]
    [InlineData(0.001, "2026-01-09")]
    [Trait("Complaint", "U-54")]
    public void A_deadline_waits_while_the_risk_is_accepted(double days, string due)
    {
        var sla = Field(FieldShape.Date, new ValueSource.Deadline([new(Severity.High, 7)]));
        var seen = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

        Assert.Equal([due], ValuesOf(sla, One with { FirstSeenAt = seen, AcceptedFor = TimeSpan.FromDays(days) })!);
        Assert.True(DateOnly.Parse(due, System.Globalization.CultureInfo.InvariantCulture) >= DateOnly.FromDateTime(seen.UtcDateTime.AddDays(3 + days)).AddDays(4));
    }

    [Theory]
    [InlineData("36885b3c-1bf0-4f85-a357-c5b858c31de4", true)]
    [InlineData("36885b3c-1bf0-4f85-a357-c5b858c31de4-142", true)]
    [InlineData(" 42 ", true)]
    [InlineData("Platform", false)]
    [InlineData("36885b3c-1bf0", false)]
    public void A_team_is_written_by_its_id(string text, bool isId)
    {
        var team = FieldCoercion.Of(FieldShape.Team, text, []);

        if (isId)
            Assert.Equal(text.Trim(), Assert.Single(Assert.IsType<Coerced.Fits>(team).Values).Id);
        else
            Assert.Contains("the team's page", Assert.IsType<Coerced.Misfit>(team).Fix);
    }

    /// <summary>Who is next in turn comes first, and whoever fits all is the default of a table.</summary>
    [Fact]
    [Trait("Complaint", "U-53")]
    public void A_rule_has_others_where_jira_does_not_take_one()
    {
        var turns = Field(FieldShape.User, new ValueSource.RoundRobin([new("a", "A"), new("b", "B"), new("c", "C")]));
        var table = Field(FieldShape.Options, new ValueSource.Lookup(LookupKey.Asset, [new("*", [new("1", "One")])], [new("2", "Two"), new("3", "Three")]));

        Assert.Equal([["c"], ["a"]], FieldResolver.OthersOf(turns, "b"));
        Assert.Equal([["2", "3"]], FieldResolver.OthersOf(table, "1"));
        Assert.Empty(FieldResolver.OthersOf(Field(FieldShape.User, new ValueSource.Constant([new("a", "A")])), "a"));
        Assert.Empty(FieldResolver.OthersOf(Field(FieldShape.Text, new ValueSource.Lookup(LookupKey.Asset, [], [new("x", "x")])), "y"));
    }

    [Fact]
    [Trait("Complaint", "U-53")]
    public void One_after_another_has_a_turn_and_then_the_first_again()
    {
        var turns = Field(FieldShape.User, new ValueSource.RoundRobin([new("a", "A"), new("b", "B"), new("c", "C")]));

        Assert.Equal("abcabca", string.Concat(Enumerable.Range(0, 7).Select(turn => Of(turns, [One], SampleGroup(1) with { Turn = turn }).Values[0].Values[0])));
    }

    [Theory]
    [InlineData(FieldShape.Number, "{{group.open}}", "1")]
    [InlineData(FieldShape.Date, "{{group.firstSeen}}", "2026-01-01")]
    [InlineData(FieldShape.DateTime, "{{group.firstSeen}}", "2026-01-01T00:00:00.000+0000")]
    [InlineData(FieldShape.Url, "https://example.test/{{group.rule}}", "https://example.test/CVE-1")]
    [InlineData(FieldShape.Option, "{{group.severity}}", "2")]
    [InlineData(FieldShape.Text, "{{group.package}} in {{group.asset}}", "openssl in payments-api")]
    [Trait("Complaint", "U-31")]
    public void Placeholders_are_filled_and_read_as_what_the_field_takes(FieldShape shape, string text, string expected) =>
        Assert.Equal([expected], ValuesOf(Field(shape, new ValueSource.Expression(text, Allowed(shape))), One)!);

    [Theory]
    [InlineData(FieldShape.Number, "{{group.rule}}", "\"CVE-1\" is no number")]
    [InlineData(FieldShape.Option, "{{group.rule}}", "Jira does not allow \"CVE-1\"")]
    [InlineData(FieldShape.Texts, "{{group.title}} x", "is no label")]
    public void What_does_not_fit_is_told_and_left_out(FieldShape shape, string text, string told)
    {
        var field = Field(shape, new ValueSource.Expression(text, Allowed(shape)));

        Assert.Null(ValuesOf(field, One));
        Assert.Contains(told, Of(field, [One]).LeftOutText);
        Assert.True(FieldResolver.CanLeaveOut(SamplePlanning.Configuration with { Fields = [field] }));
    }

    [Fact]
    public void An_empty_placeholder_leaves_the_field_alone_and_is_no_mistake()
    {
        var resolved = Of(Field(FieldShape.Number, new ValueSource.Expression("{{group.fixedVersion}}", [])), [One with { FixedVersion = null }]);

        Assert.Equal((0, null), (resolved.Values.Count, resolved.LeftOutText));
    }

    private static IReadOnlyList<JiraName> Allowed(FieldShape shape) => shape == FieldShape.Option ? [new("1", "Critical"), new("2", "high")] : [];

    private static LookupRow Row(string pattern, string value) => new(pattern, [new(value, value)]);

    private static FieldMapping Lookup(LookupKey by, IReadOnlyList<LookupRow> rows, string? otherwise) =>
        Field(FieldShape.Option, new ValueSource.Lookup(by, rows, otherwise is null ? null : [new(otherwise, otherwise)]));

    private static FieldMapping Field(FieldShape shape, ValueSource source) => new("f", "Field", shape, source);

    private static IReadOnlyList<string>? ValuesOf(FieldMapping field, params IReadOnlyList<ContentFinding> findings) =>
        Of(field, findings).Values.SingleOrDefault()?.Values;

    private static ResolvedFields Of(FieldMapping field, IReadOnlyList<ContentFinding> findings, TicketGroup? group = null) =>
        new TicketRenderer(SamplePlanning.Configuration with { Fields = [field] }).FieldsOf(group ?? SampleGroup(1), findings);

    private static TicketGroup SampleGroup(int number) =>
        SamplePlanning.Plan([SamplePlanning.Finding(number + 1, rule: $"R{number}")]).Operations[0].Group;
}
