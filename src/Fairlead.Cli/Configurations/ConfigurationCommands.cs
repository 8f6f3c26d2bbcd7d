using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client;
using Fairlead.Client.Tickets;
using Fairlead.Kernel.Text;

namespace Fairlead.Cli.Configurations;

/// <summary>Which findings become tickets, how they group and how a ticket looks and lives.</summary>
internal static class ConfigurationCommands
{
    public static readonly Argument<string> Which = new("NAME") { Description = "Name or id of the configuration" };

    private static readonly Argument<string> NewName = new("NEW") { Description = "Name of the new configuration" };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "configuration",
            "Which findings become tickets, and how tickets look. Kept as YAML beside your code.",
            new Example("Put one in force; safe to repeat", "fairlead configuration apply -f tickets.yaml"),
            new Example("Get it back as YAML", "fairlead configuration export payments > tickets.yaml"))
        {
            Notes = ["docs/examples has commented files to start from."],
        }
            .Has(ConfigurationApplyCommand.Create(), List(), Export(), Duplicate(), Disable(), Enable(), Delete());

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
                    List<TicketConfigurationResponse> all = [.. (await session.Client.Tickets.ConfigurationsWithWarningsAsync(ct)).Select(connections.In)];
                    Answers.List(
                        invocation.Screen,
                        invocation.Get(CommonOptions.Json),
                        all,
                        "There are no configurations. Start with: fairlead configuration apply -f docs/examples/tickets.yaml",
                        items => ListingOf(invocation.Screen, items));
                    if (!invocation.Get(CommonOptions.Json))
                        Warned.Write(invocation.Screen, all.SelectMany(c => c.Warnings));
                    return ExitCode.Done;
                },
                ct));

    private static TaughtCommand Export() =>
        new TaughtCommand(
            "export",
            "Print a configuration as YAML that leads to the same when it is applied again.",
            new Example("Keep it beside the code", "fairlead configuration export payments > tickets.yaml"),
            new Example("For a script", "fairlead configuration export payments --json | jq .problem"))
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
                        invocation.Screen.Out.Write(YamlText.Of(configuration.Configuration, configuration.FieldNames));
                    if (configuration.Problem is { } problem)
                        invocation.Screen.Warn(problem);
                    return ExitCode.Done;
                },
                ct));

    private static TaughtCommand Duplicate() =>
        new TaughtCommand(
            "duplicate",
            "Make another configuration that begins as this one is. It is disabled at first: two that speak for the same findings would make two tickets of each.",
            new Example("Another team, another filter", "fairlead configuration duplicate payments lending"))
            .Takes(Which, NewName)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    var made = await session.Client.Tickets.DuplicateAsync(invocation.Get(Which), invocation.Get(NewName), ct);
                    var name = InertText.OneLine(made.Configuration.Name);
                    invocation.Screen.Note($"{name} is made, and disabled. Change it: fairlead configuration export {ShellWord.Of(name)} > {ShellWord.Of(name + ".yaml")}, then fairlead configuration apply -f {ShellWord.Of(name + ".yaml")}; or as it is: fairlead configuration enable {ShellWord.Of(name)}");
                    return ExitCode.Done;
                },
                ct));

    private static TaughtCommand Disable() => Switch(
        "disable",
        "Plan nothing for a configuration any more. Its tickets and their Jira issues stay as they are.",
        new Example("For the time being", "fairlead configuration disable payments"),
        (tickets, name, ct) => tickets.DisableAsync(name, ct),
        "is disabled: nothing is planned for it, and its issues stay as they are.");

    private static TaughtCommand Enable() => Switch(
        "enable",
        "Plan for a configuration again.",
        new Example("Go on", "fairlead configuration enable payments"),
        (tickets, name, ct) => tickets.EnableAsync(name, ct),
        "is enabled. See what it leads to: fairlead plan");

    private static TaughtCommand Switch(
        string name, string summary, Example example, Func<TicketsClient, string, CancellationToken, Task<TicketConfigurationResponse>> act, string done) =>
        new TaughtCommand(name, summary, example)
            .Takes(Which)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    var after = await act(session.Client.Tickets, invocation.Get(Which), ct);
                    invocation.Screen.Note($"{InertText.OneLine(after.Configuration.Name)} {done}");
                    Warned.Write(invocation.Screen, after.Warnings);
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
