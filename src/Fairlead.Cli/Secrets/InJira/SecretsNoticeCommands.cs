using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Secrets;

namespace Fairlead.Cli.Secrets.InJira;

/// <summary>Tells authors of secrets in what they wrote, by one comment on the issue.</summary>
internal static class SecretsNoticeCommands
{
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Only show what would be said, on which issue, to whom" };
    private static readonly Option<string?> Project = new("--project", "-p") { Description = "Only of this project, by key or id", HelpName = "KEY" };
    private static readonly Option<bool> On = new("--on") { Description = "Tell authors of secrets that are found from now on" };
    private static readonly Option<bool> Off = new("--off") { Description = "Do not tell them" };

    public static TaughtCommand Notify() =>
        new TaughtCommand(
            "notify",
            "Tell the author of a secret's place by one comment on the issue, which never holds the value. Once for each issue, and only where an administrator turned it on.",
            new Example("See what would be said", "fairlead secrets notify 019acc01-7d6c-7000-8000-000000000001 --dry-run"),
            new Example("Say it", "fairlead secrets notify 019acc01-7d6c-7000-8000-000000000001"))
        {
            Notes = ["Ends with 1 where it could not be said on an issue, and says why."],
        }
            .Takes(InJiraOptions.Secrets, DryRun, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(invocation, session => NotifyAsync(invocation, session.Client.Secrets, ct), ct));

    public static TaughtCommand Notices() =>
        new TaughtCommand(
            "notices",
            "Show or set where authors are told of secrets by a comment; nowhere until it is turned on.",
            new Example("Where", "fairlead secrets notices --connection team"),
            new Example("In one project", "fairlead secrets notices --connection team --project SEC --on"))
        {
            Notes = ["Of secrets that were found before it was turned on nobody is told by itself; fairlead secrets notify tells of one."],
        }
            .Takes(InJiraOptions.Connection, Project, On, Off, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => invocation.Get(On) && invocation.Get(Off)
                ? throw new CommandFailedException(ExitCode.Usage, $"usage: {On.Name} and {Off.Name} exclude each other. Leave both out to see how it is.")
                : ServerSession.UseAsync(invocation, session => SetAsync(invocation, session.Client.Secrets, ct), ct));

    private static async Task<ExitCode> NotifyAsync(Invocation invocation, SecretsClient client, CancellationToken ct)
    {
        var told = new List<SecretNoticesResponse>();
        foreach (var id in InJiraOptions.IdsOf(invocation))
            told.Add(await (invocation.Get(DryRun) ? client.PreviewNoticeAsync(id, ct) : client.SayNoticeAsync(id, ct)));
        if (invocation.Get(CommonOptions.Json))
            Answers.Json(invocation.Screen, told);
        foreach (var notice in invocation.Get(CommonOptions.Json) ? [] : told.SelectMany(one => one.Notices))
            Write(invocation.Screen, notice);
        return told.SelectMany(one => one.Notices).All(notice => notice.State is "possible" or "said") ? ExitCode.Done : ExitCode.DonePartly;
    }

    private static void Write(Screen screen, SecretNoticeResponse notice)
    {
        var state = notice.State switch { "possible" => "would be said", "said" => "said", "unknown" => "not known whether it was said", _ => "not said" };
        screen.Out.WriteLine(InertText.OneLine($"{notice.Issue}  {state}{(notice.Internal ? ", internally" : "")}{(notice.Detail is { } detail ? $": {detail}" : "")}"));
        foreach (var line in notice.State == "possible" ? notice.Text?.Split('\n') ?? [] : [])
            screen.Out.WriteLine(line.Length == 0 ? "" : $"  {InertText.OneLine(line)}");
    }

    private static async Task<ExitCode> SetAsync(Invocation invocation, SecretsClient client, CancellationToken ct)
    {
        var connection = invocation.Get(InJiraOptions.Connection)!;
        if (invocation.Get(On) || invocation.Get(Off))
            await client.SetNoticesAsync(new SecretNoticeSettingRequest(connection, invocation.Get(On), invocation.Get(Project)), ct);
        Answers.List(
            invocation.Screen, invocation.Get(CommonOptions.Json), await client.NoticeSettingsAsync(connection, ct), "Authors are told nowhere.",
            items =>
            {
                var listing = new Listing(invocation.Screen, "PROJECT", "AUTHORS ARE", "SINCE", "SET BY");
                foreach (var one in items)
                    listing.Row(one.Project ?? "all others", one.On ? "told" : "not told", Answers.When(one.Since), one.SetBy);
                return listing;
            });
        return ExitCode.Done;
    }
}
