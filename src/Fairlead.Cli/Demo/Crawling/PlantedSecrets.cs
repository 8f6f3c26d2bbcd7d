using System.IO.Compression;
using System.Text;
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
    public static IReadOnlyList<string> Kinds { get; } = ["summary", "description", "environment", "field", "comment", "worklog", "attachmentName", "attachment", "history"];

    /// <summary>A custom field of the sandbox for long texts.</summary>
    private const string Field = "customfield_10051";

    /// <returns>By where they stand: the issues, and the tokens in them.</returns>
    public static IReadOnlyDictionary<string, IReadOnlyList<(string Issue, string Token, long Comment)>> Plant(SandboxState jira)
    {
        var planted = Kinds.ToDictionary(kind => kind, _ => new List<(string, string, long)>());
        for (var i = 0; i < Issues; i++)
        {
            // Far apart, and in another place each time.
            var each = Issues / (OfEachKind * Kinds.Count);
            var kind = i % each == each / 2 && i / each < OfEachKind * Kinds.Count ? Kinds[i / each % Kinds.Count] : null;
            var token = kind is null ? "" : Token(i);
            var key = jira.Create(
                Project, "Task", kind == "summary" ? $"Deploy fails with {token}" : $"Order {i} is shown twice",
                fields: $$"""{"description": "Steps to reproduce, as seen on Monday:\n1. open order {{i}}\n2. {{(kind is "description" or "history" ? $"call the API with {token}" : "reload the page")}}"{{(kind is "environment" or "field" ? $", \"{(kind == "field" ? Field : kind)}\": \"staging, {token}\"" : "")}}}""").Key;
            var comment = jira.Comment(key, kind == "comment" ? $"It works for me with\n{token}" : $"I can see it for order {i} too.");
            jira.LogWork(key, kind == "worklog" ? $"Looked into it, signed in with {token}" : "Looked into it");
            if (kind == "attachmentName")
                jira.Attach(key, $"log of {token}.txt", "nothing happened"u8.ToArray(), "text/plain");
            if (kind == "attachment")
                Attach(jira, key, token, planted[kind].Count % 3);
            if (kind == "history")
                jira.Edit(key, """{"description": "Steps to reproduce are in the wiki."}""");
            if (kind is not null)
                planted[kind].Add((key, token, comment));
        }

        return planted.ToDictionary(kind => kind.Key, kind => (IReadOnlyList<(string, string, long)>)kind.Value);
    }

    /// <summary>A log, an archive, or a document.</summary>
    private static void Attach(SandboxState jira, string key, string token, int form)
    {
        if (form == 0)
            jira.Attach(key, "deploy.log", Encoding.UTF8.GetBytes($"signed in\nusing {token}\n"), "text/plain");
        else if (form == 1)
            jira.Attach(key, "settings.zip", Zip(("conf/app.env", $"STAGE=test\nTOKEN={token}\n")), "application/zip");
        else
            jira.Attach(key, "how to.docx", Zip(("[Content_Types].xml", "<Types/>"), ("word/document.xml", $"<w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>Use {token} there</w:t></w:r></w:p></w:body></w:document>")));
    }

    private static byte[] Zip(params ReadOnlySpan<(string Name, string Text)> files)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return bytes.ToArray();
    }

    private static string Token(int number) => ExampleText.Fill($"{(number % 4 == 1 ? "npm" : "ghp")}_{{crc62:30}} {number}").Split(' ')[0];
}
