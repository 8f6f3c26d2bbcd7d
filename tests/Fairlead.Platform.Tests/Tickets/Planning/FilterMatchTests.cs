using Fairlead.Kernel;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Planning;
using static Fairlead.Platform.Tests.Tickets.Planning.SamplePlanning;

namespace Fairlead.Platform.Tests.Tickets.Planning;

public class FilterMatchTests
{
    [Fact]
    public void Lists_are_joined_by_and_their_entries_by_or()
    {
        var filter = new FilterMatch(new TicketFilter
        {
            MinimumSeverity = Severity.Medium,
            Scanners = ["TRIVY", "grype"],
            Assets = ["web", "a*"],
            Rules = ["R*"],
        }, Now);

        Assert.True(filter.Accepts(Finding(1)));
        Assert.False(filter.Accepts(Finding(1, severity: Severity.Low)));
        Assert.False(filter.Accepts(Finding(1, rule: "X1")));
        Assert.False(filter.Accepts(Finding(1, asset: "db")));
        Assert.False(filter.Accepts(Finding(1) with { Scanner = "nuclei" }));
        Assert.False(filter.Accepts(Finding(1) with { Rule = null }));
    }

    /// <summary>A set has gaps; with a least severity beside it both hold.</summary>
    [Theory]
    [InlineData(Severity.Critical, true, true)]
    [InlineData(Severity.High, false, false)]
    [InlineData(Severity.Medium, true, true)]
    [InlineData(Severity.Low, false, false)]
    [InlineData(Severity.Unknown, true, false)]
    public void Severities_are_chosen_one_by_one(Severity severity, bool alone, bool withLeast)
    {
        var filter = new TicketFilter { Severities = [Severity.Critical, Severity.Medium, Severity.Unknown] };

        Assert.Equal(alone, Accepts(filter, Finding(1, severity: severity)));
        Assert.Equal(withLeast, Accepts(filter with { MinimumSeverity = Severity.Low }, Finding(1, severity: severity)));
    }

    [Theory]
    [InlineData(FindingKind.Secret, true)]
    [InlineData(FindingKind.LicenseRisk, true)]
    [InlineData(FindingKind.Vulnerability, false)]
    public void Kinds_are_chosen_one_by_one(FindingKind kind, bool expected) =>
        Assert.Equal(expected, Accepts(new TicketFilter { Kinds = [FindingKind.Secret, FindingKind.LicenseRisk] }, Finding(1) with { Kind = kind }));

    [Theory]
    [InlineData("team=payments", true)]
    [InlineData("TEAM=*", true)]
    [InlineData("internet*", true)]
    [InlineData("payments", false)]
    public void Labels_and_tags_are_looked_through_with_stars(string pattern, bool expected) => Assert.Equal(
        expected,
        Accepts(new TicketFilter { Labels = ["absent", pattern] }, Finding(1) with { Labels = ["internet-facing", "team=payments"] }));

    [Theory]
    [InlineData(FindingStatus.Active, true)]
    [InlineData(FindingStatus.WaitingForVerification, true)]
    [InlineData(FindingStatus.Potential, false)]
    [InlineData(FindingStatus.Fixed, true)]
    [InlineData(FindingStatus.RiskAccepted, true)]
    public void Statuses_choose_among_open_findings_and_keep_closed_ones_in_sight(FindingStatus status, bool expected) => Assert.Equal(
        expected,
        Accepts(new TicketFilter { Statuses = [FindingStatus.Active] }, Finding(1, isOpen: status.IsOpen) with { Status = status }));

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void Fixable_asks_for_a_known_fixed_version(bool fixable, bool expected) =>
        Assert.Equal(expected, Accepts(new TicketFilter { Fixable = fixable }, Finding(1) with { HasFix = true }));

    [Theory]
    [InlineData(null, false)]
    [InlineData(0.4999, false)]
    [InlineData(0.5, true)]
    public void A_score_must_be_known_and_high_enough(double? score, bool expected) => Assert.Equal(
        expected, Accepts(new TicketFilter { MinimumEpss = 0.5 }, Finding(1) with { Threat = new Threat { Epss = score } }));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Known_exploited_ones_are_chosen_or_left_out(bool kev)
    {
        var exploited = Finding(1) with { Threat = new Threat { KevDueDate = new DateOnly(2026, 1, 31) } };

        Assert.Equal(kev, Accepts(new TicketFilter { Kev = kev }, exploited));
        Assert.Equal(!kev, Accepts(new TicketFilter { Kev = kev }, Finding(1)));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(ExploitMaturity.ProofOfConcept, false)]
    [InlineData(ExploitMaturity.Functional, true)]
    [InlineData(ExploitMaturity.Attacked, true)]
    public void Exploitation_must_be_known_and_have_come_far_enough(ExploitMaturity? maturity, bool expected) => Assert.Equal(
        expected,
        Accepts(new TicketFilter { ExploitMaturity = ExploitMaturity.Functional }, Finding(1) with { Threat = new Threat { ExploitMaturity = maturity } }));

    /// <summary>Else every issue would be sent again each day.</summary>
    [Fact]
    public void Tickets_tell_again_when_a_score_crosses_a_tenth_or_the_catalogue_changes()
    {
        static ulong Of(double? epss, DateOnly? due = null, bool ransomware = false) =>
            new Threat { Epss = epss, KevDueDate = due, IsUsedByRansomware = ransomware }.Telling;
        var due = new DateOnly(2026, 1, 31);

        Assert.Equal(Of(0.51), Of(0.59));
        ulong[] all = [.. Enum.GetValues<ExploitMaturity>().Select(m => new Threat { ExploitMaturity = m, Epss = 1 }.Telling), Of(null), Of(0), Of(0.51), Of(0.6), Of(1), Of(1, due), Of(1, due.AddDays(1)), Of(1, due, true), new Threat { KevDueDate = DateOnly.MaxValue }.Telling];
        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.Equal(0UL, Threat.None.Telling);
        Assert.All(all, t => Assert.True(t < 1UL << 48));
    }

    /// <summary>Days count in UTC, and age to the microsecond.</summary>
    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    public void Findings_are_chosen_by_when_they_were_first_seen(int seconds, bool expected)
    {
        var day = DateOnly.FromDateTime(Now.UtcDateTime);
        Assert.Equal(expected, Accepts(new TicketFilter { FirstSeenFrom = day }, Finding(1) with { FirstSeenAt = Now.AddSeconds(seconds) }));
        Assert.Equal(expected, Accepts(new TicketFilter { MinimumAgeDays = 14 }, Finding(1) with { FirstSeenAt = Now.AddDays(-14).AddSeconds(-seconds) }));
    }

    private static bool Accepts(TicketFilter filter, PlannedFinding finding) => new FilterMatch(filter, Now).Accepts(finding);
}
