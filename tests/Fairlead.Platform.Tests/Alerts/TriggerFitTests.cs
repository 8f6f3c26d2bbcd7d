using Fairlead.Client.Alerts;
using Fairlead.Kernel;
using Fairlead.Platform.Alerts;
using Fairlead.Platform.Alerts.Triggers;
using Fairlead.Platform.Http;
using Fairlead.Platform.Tests.Tickets.Planning;
using Fairlead.Platform.Tickets;

namespace Fairlead.Platform.Tests.Alerts;

public sealed class TriggerFitTests
{
    public static TheoryData<string, AlertFilterBody, TicketFilter> Apart => new()
    {
        { "takes no runtime alerts", new(), new() { Kinds = [FindingKind.Secret] } },
        { "add trigger=prod to the labels", new(), new() { Labels = ["trigger=other"] } },
        { "add trigger=prod to the labels", new(Namespaces: ["payments"]), new() { Labels = ["namespace=shop-*"] } },
        { "add 'falco' to the scanners", new(Sources: ["falco"]), new() { Scanners = ["trivy"] } },
        { "add 'prod/*' to the assets", new(Assets: ["prod/*"]), new() { Assets = ["shop", "stage/*"] } },
        { "add 'exec-*' to the rules", new(Rules: ["exec-*"]), new() { Rules = ["CVE-*"] } },
        { "leave fixable out", new(), new() { Fixable = true } },
        { "change the severities", new(MinimumSeverity: Severity.High), new() { Severities = [Severity.Low] } },
    };

    public static TheoryData<AlertFilterBody, TicketFilter> Together => new()
    {
        { new(), new() },
        { new(Namespaces: ["payments"]), new() { Labels = ["namespace=pay*"] } },
        { new(Sources: ["falco"]), new() { Scanners = ["trivy", "Falco"] } },
        { new(Assets: ["prod/*"]), new() { Assets = ["*/shop"] } },
        { new(Rules: ["exec-*"]), new() { Rules = ["*-shell"] } },
        { new(MinimumSeverity: Severity.High), new() { MinimumSeverity = Severity.Critical } },
        { new(Namespaces: ["payments"], Assets: ["shop"]), new() { Assets = ["shop"] } },
        { new(Namespaces: ["payments", "shop-*"]), new() { Assets = ["prod/*"] } },
    };

    [Theory]
    [MemberData(nameof(Apart))]
    public void A_configuration_that_can_take_nothing_is_refused_with_what_to_write(string told, AlertFilterBody alerts, TicketFilter filter) =>
        Assert.Contains(told, TriggerFit.KeptOut(TriggerOf(alerts), ConfigurationOf(filter)));

    [Theory]
    [MemberData(nameof(Together))]
    public void One_that_can_take_some_is_taken_without_a_word(AlertFilterBody alerts, TicketFilter filter)
    {
        Assert.Null(TriggerFit.KeptOut(TriggerOf(alerts), ConfigurationOf(filter)));
        Assert.Null(TriggerFit.MayBeKeptOut(TriggerOf(alerts), ConfigurationOf(filter)));
    }

    [Fact]
    public void The_level_that_a_trigger_gives_counts_instead_of_the_alert_s() =>
        Assert.NotNull(TriggerFit.KeptOut(TriggerOf(new(), Severity.Low), ConfigurationOf(new() { MinimumSeverity = Severity.High })));

    /// <summary>An alert in the generic form may name any asset, so that it is no mistake for certain.</summary>
    [Fact]
    public void Assets_that_alerts_of_these_namespaces_hardly_have_are_told()
    {
        var trigger = TriggerOf(new(Namespaces: ["payments", "shop-*"]));

        Assert.Null(TriggerFit.KeptOut(trigger, ConfigurationOf(new() { Assets = ["shop"] })));
        Assert.Contains("add '*/payments/*', '*/shop-*/*' to the assets", TriggerFit.MayBeKeptOut(trigger, ConfigurationOf(new() { Assets = ["shop"] })));
        Assert.Contains("add '*/payments/*' to the assets", TriggerFit.MayBeKeptOut(trigger, ConfigurationOf(new() { Assets = ["shop-1"] })));
        Assert.Contains("add '*/web' to the assets", TriggerFit.MayBeKeptOut(TriggerOf(new(Workloads: ["web"])), ConfigurationOf(new() { Assets = ["shop"] })));
    }

    private static AlertTrigger TriggerOf(AlertFilterBody filter, Severity? threatLevel = null)
    {
        var check = new Validation();
        var trigger = TriggerCheck.Draft(new("prod", AlertSchedule.AtOnce, Filter: filter, ThreatLevel: threatLevel), "", check, new TestClock());
        Assert.Empty(check.Errors);
        return trigger;
    }

    private static TicketConfiguration ConfigurationOf(TicketFilter filter) => SamplePlanning.Configuration with { Filter = filter };
}
