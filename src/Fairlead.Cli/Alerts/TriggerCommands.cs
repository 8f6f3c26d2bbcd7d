using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Configurations;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Alerts;

namespace Fairlead.Cli.Alerts;

/// <summary>What lets alerts through to tickets, and when.</summary>
internal static class TriggerCommands
{
    private static readonly Declared Things = new("trigger");
    private static readonly Argument<string> Name = new("NAME") { Description = "Name of the trigger" };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "trigger",
            "Which alerts go through to tickets, and when: at once, hourly, daily, weekly or monthly (UTC).",
            new Example("Put triggers in force; safe to repeat", "fairlead trigger apply -f triggers.yaml"),
            new Example("Quiet for the time of an exercise", "fairlead trigger disable prod-high staging"))
        {
            Notes = ["docs/examples/triggers.yaml is a commented file to start from."],
        }
            .Has(
                List(),
                Apply(),
                Many("enable", "Enable triggers. They mind what comes from then on.", AlertTriggerAction.Enable),
                Many("disable", "Disable triggers. Their findings and tickets stay.", AlertTriggerAction.Disable),
                Many("delete", "Delete triggers. Their findings and tickets stay.", AlertTriggerAction.Delete),
                Run());

    private static TaughtCommand List() => Things.List(
        "List triggers, what waits behind them and when they run next.",
        "There are no triggers, so no alert becomes a ticket. Start with: fairlead trigger apply -f docs/examples/triggers.yaml",
        (client, ct) => client.Alerts.TriggersAsync(ct),
        ListingOf);

    private static Listing ListingOf(Screen screen, IReadOnlyList<AlertTriggerResponse> triggers)
    {
        var listing = new Listing(screen, "NAME", "SCHEDULE", "WAITING", "RELEASED", "NEXT", "CONFIGURATION", "STATE");
        foreach (var t in triggers)
        {
            listing.Row(
                t.Trigger.Name,
                Words.Of(t.Trigger.Schedule),
                t.Waiting.ToString("N0"),
                t.Released.ToString("N0"),
                Answers.When(t.NextRunAt),
                t.Trigger.Configuration,
                t.Problem ?? (t.Trigger.Enabled ? "enabled" : "disabled"));
            listing.Painted(6, t.Problem is null ? Colour.None : Colour.Red);
        }

        return listing;
    }

    private static TaughtCommand Apply() =>
        Things.Apply((client, yaml, ct) => client.Alerts.ApplyTriggersAsync(yaml, ct), (screen, applied) =>
        {
            foreach (var (trigger, change) in applied)
                screen.Out.WriteLine($"{InertText.OneLine(trigger.Trigger.Name)}: {change}");
            foreach (var (trigger, _) in applied.Where(a => a.Trigger.Remark is not null))
                screen.Warn(InertText.OneLine($"{trigger.Trigger.Name}: {trigger.Remark}", 1_000));
        });

    private static TaughtCommand Many(string verb, string description, AlertTriggerAction action) =>
        Things.Many(verb, description, "prod-high staging", async (client, names, ct) => (await client.Alerts.ActOnTriggersAsync(action, names, ct)).Names);

    private static TaughtCommand Run() =>
        new TaughtCommand(
            "run",
            "Let through what waits behind a trigger, whatever its schedule. Its throttle holds all the same.",
            new Example("Now, and then make the tickets", "fairlead trigger run prod-high && fairlead apply"))
            .Takes(Name, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    var outcome = await session.Client.Alerts.RunTriggerAsync(invocation.Get(Name), ct);
                    if (invocation.Get(CommonOptions.Json))
                        Answers.Json(invocation.Screen, outcome);
                    else
                        invocation.Screen.Out.WriteLine($"{outcome.Released:N0} let through, {outcome.Repeated:N0} told again, {outcome.Held:N0} held back by the throttle");
                    return ExitCode.Done;
                },
                ct));
}
