using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Configurations;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Notifications;
using Fairlead.Kernel.Text;

namespace Fairlead.Cli.Notifications;

/// <summary>Who is told of things.</summary>
internal static class ReceiverCommands
{
    private static readonly Declared Things = new("receiver");
    private static readonly Argument<string> Name = new("NAME") { Description = "Name of the receiver" };
    private static readonly Option<string?> Webhook = new("--webhook") { Description = "Address to which messages are posted as JSON, signed", HelpName = "URL" };
    private static readonly Option<string?> Email = new("--email") { Description = "E-mail addresses, with commas in between", HelpName = "ADDRESSES" };

    private static readonly Option<bool> Troubles = new("--troubles") { Description = "Tell it also when something is the matter with Fairlead itself, such as a connection that fails" };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "receiver",
            "Who is told of things: webhooks, and people by e-mail.",
            new Example("A webhook, and try it", "fairlead receiver add oncall --webhook https://hooks.team.example/fairlead && fairlead receiver test oncall"))
        {
            Notes = ["Rules name receivers: fairlead rule. What they were told: fairlead notification list."],
        }
            .Has(
                List(), Add(), Test(),
                Enable("enable", "Let a receiver be told again, from now on.", true),
                Enable("disable", "Tell a receiver nothing more; what waits for it is dropped.", false),
                Delete());

    private static TaughtCommand List() => Things.List(
        "List receivers, and why one was not told.",
        "There are no receivers. Add one: fairlead receiver add NAME --webhook URL",
        (client, ct) => client.Notifications.ReceiversAsync(ct),
        ListingOf);

    private static Listing ListingOf(Screen screen, IReadOnlyList<ReceiverResponse> receivers)
    {
        var listing = new Listing(screen, "NAME", "KIND", "TARGET", "TROUBLES", "STATE");
        foreach (var r in receivers)
        {
            listing.Row(r.Name, Words.Of(r.Kind), r.Target, r.Troubles ? "told" : "", r.Enabled ? r.Problem ?? "ok" : "disabled");
            listing.Painted(4, r.Problem is null || !r.Enabled ? Colour.None : Colour.Red);
        }

        return listing;
    }

    private static TaughtCommand Add() =>
        new TaughtCommand(
            "add",
            "Add a receiver. The secret with which messages to a webhook are signed is printed this once.",
            new Example("A webhook", "fairlead receiver add oncall --webhook https://hooks.team.example/fairlead"),
            new Example("People", "fairlead receiver add team --email team@team.example,lead@team.example"),
            new Example("Who runs Fairlead", "fairlead receiver add admins --email admins@team.example --troubles"))
            .Takes(Name, Webhook, Email, Troubles, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does(async (invocation, ct) =>
            {
                var (webhook, email) = (invocation.Get(Webhook), invocation.Get(Email));
                if (webhook is null == email is null)
                    throw new CommandFailedException(ExitCode.Usage, "usage: give --webhook or --email, one of them.");
                var body = webhook is not null
                    ? new ReceiverBody(invocation.Get(Name), ReceiverKind.Webhook, webhook, invocation.Get(Troubles))
                    : new ReceiverBody(invocation.Get(Name), ReceiverKind.Email, email!, invocation.Get(Troubles));
                return await ServerSession.UseAsync(
                    invocation,
                    async session =>
                    {
                        var added = await session.Client.Notifications.AddAsync(body, ct);
                        var (json, name) = (invocation.Get(CommonOptions.Json), InertText.OneLine(added.Receiver.Name));
                        if (added.Secret is { } secret)
                        {
                            await Answers.OnceAsync(
                                invocation.Screen, json, added, secret, "the secret",
                                $"Make room or write elsewhere, take the receiver back, and run the command again: fairlead receiver delete {ShellWord.Of(name)}");
                        }
                        else if (json)
                        {
                            Answers.Json(invocation.Screen, added);
                        }

                        if (json)
                            return ExitCode.Done;
                        if (added.Secret is not null)
                            invocation.Screen.Note("Its messages are signed with this secret, which is not shown again (docs/notifications.md).");
                        invocation.Screen.Note($"{name}: added. Try it: fairlead receiver test {ShellWord.Of(name)}");
                        return ExitCode.Done;
                    },
                    ct);
            });

    private static TaughtCommand Test() =>
        new TaughtCommand("test", "Send a receiver a message at once.", new Example("Does it arrive?", "fairlead receiver test oncall"))
            .Takes(Name, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    var name = invocation.Get(Name);
                    var test = await session.Client.Notifications.TestAsync(name, ct);
                    if (invocation.Get(CommonOptions.Json))
                        Answers.Json(invocation.Screen, test);
                    else
                        invocation.Screen.Out.WriteLine(test.Arrived ? $"{InertText.OneLine(name)}: took the message" : $"{InertText.OneLine(name)}: {InertText.OneLine(test.Problem ?? "")}");
                    return test.Arrived ? ExitCode.Done : ExitCode.DonePartly;
                },
                ct));

    private static TaughtCommand Enable(string verb, string description, bool isEnabled) =>
        new TaughtCommand(verb, description, new Example("By its name", $"fairlead receiver {verb} oncall"))
            .Takes(Name)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    var receiver = await session.Client.Notifications.EnableAsync(invocation.Get(Name), isEnabled, ct);
                    invocation.Screen.Note($"{InertText.OneLine(receiver.Name)}: {verb}d.");
                    return ExitCode.Done;
                },
                ct));

    private static TaughtCommand Delete() =>
        new TaughtCommand("delete", "Delete a receiver, and what waits for it.", new Example("It is gone", "fairlead receiver delete oncall"))
            .Takes(Name)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    await session.Client.Notifications.DeleteAsync(invocation.Get(Name), ct);
                    invocation.Screen.Note($"{InertText.OneLine(invocation.Get(Name))}: deleted.");
                    return ExitCode.Done;
                },
                ct));
}
