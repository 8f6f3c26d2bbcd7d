using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Connections;

namespace Fairlead.Cli.Connections;

/// <summary>What to do in Jira, step by step.</summary>
internal static class ConnectionGuideCommand
{
    private static readonly Argument<string?> Topic = new("TOPIC")
    {
        Description = "A topic, or the cause that a test named; without it all topics are listed",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "guide",
            "What to do in Jira, step by step: account, token, permissions, webhook, and each cause that a test names.",
            new Example("Which topics there are", "fairlead connection guide"),
            new Example("Where a token is made", "fairlead connection guide token"),
            new Example("A test named the cause insufficient-permission", "fairlead connection guide insufficient-permission"))
            .Takes(Topic, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(invocation, session => ShowAsync(invocation, session, ct), ct));

    private static async Task<ExitCode> ShowAsync(Invocation invocation, ServerSession session, CancellationToken ct)
    {
        var topics = await session.Client.Connections.GuideAsync(ct);
        var typed = invocation.Get(Topic);
        var asked = Words.OneOf(topics.FirstOrDefault(t => Bare(t.Topic) == Bare(typed))?.Topic ?? typed, "topic", [.. topics.Select(t => t.Topic)]);
        if (asked is null)
        {
            Answers.List(invocation.Screen, invocation.Get(CommonOptions.Json), topics, "There is no guide.", items => ListingOf(invocation.Screen, items));
            return ExitCode.Done;
        }

        var topic = topics.First(t => t.Topic == asked);
        if (invocation.Get(CommonOptions.Json))
            Answers.Json(invocation.Screen, topic);
        else
            Write(invocation.Screen, topic);
        return ExitCode.Done;
    }

    /// <summary>The API and JSON spell causes in other ways than the command line.</summary>
    private static string? Bare(string? topic) => topic?.Replace("-", "").Replace("_", "").ToLowerInvariant();

    private static Listing ListingOf(Screen screen, IReadOnlyList<GuideTopicResponse> topics)
    {
        var listing = new Listing(screen, "TOPIC", "ABOUT");
        foreach (var topic in topics)
            listing.Row(topic.Topic, topic.Title);
        return listing;
    }

    private static void Write(Screen screen, GuideTopicResponse topic)
    {
        screen.Out.WriteLine(topic.Title);
        Answers.Facts(screen, ("", topic.Meaning));
        foreach (var part in topic.Parts)
        {
            screen.Out.WriteLine();
            screen.Out.WriteLine(part.When);
            Answers.Facts(screen, [.. part.Steps.Select((step, i) => ($"  {i + 1}.", (string?)step))]);
        }
    }
}
