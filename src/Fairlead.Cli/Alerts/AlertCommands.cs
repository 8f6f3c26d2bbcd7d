using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Alerts;
using Fairlead.Kernel;

namespace Fairlead.Cli.Alerts;

/// <summary>Runtime alerts.</summary>
internal static class AlertCommands
{
    private const int LargestPage = 1_000;

    private static readonly Option<string?> Minimum = One("--min-severity", "SEVERITY", $"This severity and worse: {Words.All<Severity>()}");
    private static readonly Option<string?> Source = One("--source", "NAME", "Only of this tool: kubearmor, falco, or as a generic alert names it");
    private static readonly Option<string?> Namespace = One("--namespace", "NAME", "Only in this namespace");
    private static readonly Option<string?> Rule = One("--rule", "NAME", "Only of this rule or policy");
    private static readonly Option<string?> Asset = One("--asset", "NAME", "Only of this asset");
    private static readonly Option<string?> Text = One("--text", "TEXT", "Only with this text in title, rule, asset, process, resource or message");

    private static readonly Option<int> Limit = CommonOptions.Number(
        ["--limit", "-n"], "COUNT", "At most so many, 0 for all; 100 when left out", 100, 0, CommonOptions.LargestLimit);

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "alert",
            "Runtime alerts of KubeArmor, Falco or any origin. Repeats are one alert with a count.",
            new Example("What happened lately", "fairlead alert list"),
            new Example("Send what KubeArmor says", "karmor logs --json --logFilter policy | fairlead alert send -"))
            .Has(List(), AlertSendCommand.Create(), AlertChannelCommand.Create());

    private static TaughtCommand List() =>
        new TaughtCommand(
            "list",
            "List alerts with their repeats, the one that came last first.",
            new Example("The bad ones in one namespace", "fairlead alert list --min-severity high --namespace payments"),
            new Example("What repeats most?", "fairlead alert list --limit 0 --json | jq 'sort_by(-.seen)[:10][] | [.seen, .title]'"))
            .Takes(Minimum, Source, Namespace, Rule, Asset, Text, Limit, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does(ListAsync);

    private static async Task<ExitCode> ListAsync(Invocation invocation, CancellationToken ct)
    {
        var conditions = new AlertConditions(
            Words.OneOf<Severity>(invocation.Get(Minimum), "severity"),
            invocation.Get(Source),
            invocation.Get(Namespace),
            invocation.Get(Rule),
            invocation.Get(Asset),
            invocation.Get(Text));
        return await ServerSession.UseAsync(
            invocation,
            async session =>
            {
                var (alerts, isAll) = await Pages.ReadAsync(
                    invocation.Get(Limit), LargestPage, (cursor, size) => session.Client.Alerts.ListAsync(conditions, cursor, size, ct));
                Answers.List(
                    invocation.Screen,
                    invocation.Get(CommonOptions.Json),
                    alerts,
                    "No alert matches. Send some: fairlead alert send FILE",
                    items => ListingOf(invocation.Screen, items));
                if (!isAll)
                    invocation.Screen.Note($"{alerts.Count:N0} are shown; --limit 0 shows all.");
                return ExitCode.Done;
            },
            ct);
    }

    private static Listing ListingOf(Screen screen, IReadOnlyList<AlertResponse> alerts)
    {
        var listing = new Listing(screen, "SEVERITY", "SEEN", "LAST SEEN", "SOURCE", "ASSET", "TITLE", "PROCESS") { KeepEndOf = ["PROCESS", "ASSET"] };
        foreach (var alert in alerts)
        {
            listing.Row(
                Words.Of(alert.Severity),
                alert.Seen.ToString("N0"),
                Answers.When(alert.LastSeenAt),
                alert.Source,
                alert.Asset,
                alert.Title,
                alert.Process ?? alert.Resource);
        }

        return listing;
    }

    private static Option<string?> One(string name, string value, string description) => new(name) { Description = description, HelpName = value };
}
