using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Tickets;

namespace Fairlead.Cli.Configurations;

/// <summary>Which findings become tickets, how they group and how a ticket looks and lives.</summary>
internal static class ConfigurationCommands
{
    public static readonly Argument<string> Which = new("NAME") { Description = "Name or id of the configuration" };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "configuration",
            "Which findings become tickets, and how tickets look. Kept as YAML beside your code.",
            new Example("Put one in force; safe to repeat", "fairlead configuration apply -f tickets.yaml"),
            new Example("Get it back as YAML", "fairlead configuration show payments > tickets.yaml"))
        {
            Notes = ["docs/examples has commented files to start from."],
        }
            .Has(ConfigurationApplyCommand.Create(), List(), Show(), Delete());

    private static TaughtCommand List() =>
        new TaughtCommand(
            "list",
            "List ticket configurations and whether they work.",
            new Example("Which there are", "fairlead configuration list"))
            .Takes(CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    var connections = await ConnectionNames.ReadAsync(session, ct);
                    Answers.List(
                        invocation.Screen,
                        invocation.Get(CommonOptions.Json),
                        [.. (await session.Client.Tickets.ConfigurationsAsync(ct)).Select(connections.In)],
                        "There are no configurations. Start with: fairlead configuration apply -f docs/examples/tickets.yaml",
                        items => ListingOf(invocation.Screen, items));
                    return ExitCode.Done;
                },
                ct));

    private static TaughtCommand Show() =>
        new TaughtCommand(
            "show",
            "Print a configuration as YAML that can be applied again.",
            new Example("Keep it beside the code", "fairlead configuration show payments > tickets.yaml"),
            new Example("For a script", "fairlead configuration show payments --json | jq .problem"))
            .Takes(Which, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    var connections = await ConnectionNames.ReadAsync(session, ct);
                    var configuration = connections.In(await session.Client.Tickets.ConfigurationAsync(invocation.Get(Which), ct));
                    if (invocation.Get(CommonOptions.Json))
                        Answers.Json(invocation.Screen, configuration);
                    else
                        invocation.Screen.Out.Write(YamlText.Of(configuration.Configuration));
                    if (configuration.Problem is { } problem)
                        invocation.Screen.Warn(problem);
                    return ExitCode.Done;
                },
                ct));

    private static TaughtCommand Delete() =>
        new TaughtCommand(
            "delete",
            "Delete a configuration. Its tickets and their Jira issues stay as they are.",
            new Example("No longer wanted", "fairlead configuration delete payments"))
            .Takes(Which)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    await session.Client.Tickets.DeleteAsync(invocation.Get(Which), ct);
                    invocation.Screen.Note($"{invocation.Get(Which)} is deleted.");
                    return ExitCode.Done;
                },
                ct));

    private static Listing ListingOf(Screen screen, IReadOnlyList<TicketConfigurationResponse> configurations)
    {
        var listing = new Listing(screen, "NAME", "CONNECTION", "PROJECT", "TYPE", "TICKET PER", "STATE");
        foreach (var stored in configurations)
        {
            var body = stored.Configuration;
            var state = stored.Problem ?? (body.Enabled ? body.Automatic ? "automatic" : "by hand" : "disabled");
            listing.Row(
                body.Name,
                body.Connection,
                body.Project,
                body.IssueType,
                body.GroupBy is { Count: > 0 } keys ? string.Join(" + ", keys) : "finding",
                state);
            listing.Painted(5, stored.Problem is null ? Colour.None : Colour.Red);
        }

        return listing;
    }
}
