using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Tickets;

namespace Fairlead.Cli.Configurations;

internal static class ConfigurationApplyCommand
{
    public static TaughtCommand Create() =>
        new TaughtCommand(
            "apply",
            "Create or update the configurations in a YAML file, checked against the live Jira project. All of the file is applied, or nothing.",
            new Example("Put it in force; safe to repeat", "fairlead configuration apply -f tickets.yaml"),
            new Example("Start from an example", "cp docs/examples/tickets.yaml tickets.yaml"))
        {
            Notes = [YamlFile.EveryMistake],
        }
            .Takes(YamlFile.Option, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does(ApplyAsync);

    private static async Task<ExitCode> ApplyAsync(Invocation invocation, CancellationToken ct)
    {
        var file = await YamlFile.ReadAsync(invocation, ct);
        return await ServerSession.UseAsync(
            invocation,
            async session =>
            {
                var applied = await file.ApplyAsync(invocation.Screen, yaml => session.Client.Tickets.ApplyYamlAsync(yaml, ct));
                foreach (var warning in applied.Warnings)
                    invocation.Screen.Warn(file.Place(warning.Path, warning.Line, warning.Column) + warning.Message + (warning.Fix is { } fix ? $" — {fix}" : ""));
                if (invocation.Get(CommonOptions.Json))
                {
                    Answers.Json(invocation.Screen, applied);
                    return ExitCode.Done;
                }

                if (applied.Configurations.Count == 0)
                    file.NoteNothing(invocation.Screen, "configuration");
                foreach (var (configuration, change, reach) in applied.Configurations)
                    invocation.Screen.Out.WriteLine($"{InertText.OneLine(configuration.Configuration.Name)}: {change}; {TextOf(reach)}");
                TellAutomatic(invocation.Screen, applied);
                if (applied.Hint is { } hint)
                    invocation.Screen.Note($"hint: {hint}");
                return ExitCode.Done;
            },
            ct);
    }

    private static string TextOf(ConfigurationReach reach) => reach.Tickets == 0
        ? "no open finding passes its filter at present"
        : $"{reach.OpenFindings:N0} open {(reach.OpenFindings == 1 ? "finding" : "findings")} at present, in {reach.Tickets:N0} {(reach.Tickets == 1 ? "ticket" : "tickets")}{(reach.WithoutIssue == 0 ? "" : $", {reach.WithoutIssue:N0} without an issue yet")}";

    private static void TellAutomatic(Screen screen, ApplyConfigurationsResponse applied)
    {
        var names = applied.Configurations
            .Where(c => c.Change != "unchanged" && c.Configuration.Configuration is { Automatic: true, Enabled: true })
            .Select(c => c.Configuration.Configuration.Name)
            .ToList();
        if (names.Count > 0)
            screen.Note($"From now on a running server makes and updates the tickets of {string.Join(", ", names)} by itself. To switch that off, write \"automatic: false\" in the file and apply it again.");
    }
}
