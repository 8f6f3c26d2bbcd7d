using Fairlead.Sandbox.State;
using Fairlead.Secrets.Proof;

namespace Fairlead.Cli.Demo.Crawling;

/// <summary>A project as there are many, with tokens in it that are made when the story runs and that no vendor ever issued.</summary>
internal static class PlantedSecrets
{
    public const string Project = "SEC";
    public const int Issues = 2_000;
    private const int OfEachKind = 8;

    /// <summary>Where people leave tokens; each holds as many.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["summary", "description", "comment", "worklog", "history"];

    /// <returns>By where they stand: the issues, and the tokens in them.</returns>
    public static IReadOnlyDictionary<string, IReadOnlyList<(string Issue, string Token, long Comment)>> Plant(SandboxState jira)
    {
        var planted = Kinds.ToDictionary(kind => kind, _ => new List<(string, string, long)>());
        for (var i = 0; i < Issues; i++)
        {
            // Far apart, and in another place each time.
            var each = Issues / (OfEachKind * Kinds.Count);
            var kind = i % each == each / 2 ? Kinds[i / each % Kinds.Count] : null;
            var token = kind is null ? "" : Token(i);
            var key = jira.Create(
                Project, "Task", kind == "summary" ? $"Deploy fails with {token}" : $"Order {i} is shown twice",
                fields: $$"""{"description": "Steps to reproduce, as seen on Monday:\n1. open order {{i}}\n2. {{(kind is "description" or "history" ? $"call the API with {token}" : "reload the page")}}"}""").Key;
            var comment = jira.Comment(key, kind == "comment" ? $"It works for me with\n{token}" : $"I can see it for order {i} too.");
            jira.LogWork(key, kind == "worklog" ? $"Looked into it, signed in with {token}" : "Looked into it");
            if (kind == "history")
                jira.Edit(key, """{"description": "Steps to reproduce are in the wiki."}""");
            if (kind is not null)
                planted[kind].Add((key, token, comment));
        }

        return planted.ToDictionary(kind => kind.Key, kind => (IReadOnlyList<(string, string, long)>)kind.Value);
    }

    private static string Token(int number) => ExampleText.Fill($"{(number % 4 == 1 ? "npm" : "ghp")}_{{crc62:30}} {number}").Split(' ')[0];
}
