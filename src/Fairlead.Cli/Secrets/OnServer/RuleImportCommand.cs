using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Configurations;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Secrets;

namespace Fairlead.Cli.Secrets.OnServer;

/// <summary>Rules of another scanner for a server, each that can be taken.</summary>
internal static class RuleImportCommand
{
    public static TaughtCommand Create(Argument<string> file, Option<bool> dryRun) =>
        new TaughtCommand(
            "import",
            "Take rules of gitleaks.toml or of Kingfisher to a server, each that can be taken. They hold in every Jira.",
            new Example("See what comes of each rule, and take them", "fairlead secrets rules import gitleaks.toml --dry-run && fairlead secrets rules import gitleaks.toml"))
        {
            Notes =
            [
                "Their ids begin with gitleaks- or kingfisher-; a rule that was taken before is replaced. What cannot be carried over is told with rule, line and reason, and all else is taken.",
                "Ends with 65 when no rule could be taken. What was looked through before is then out of date: fairlead secrets crawl looks through it again.",
            ],
        }
            .Takes(file, dryRun, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ImportAsync(invocation, invocation.Get(file), invocation.Get(dryRun), ct));

    private static async Task<ExitCode> ImportAsync(Invocation invocation, string path, bool isDryRun, CancellationToken ct)
    {
        var file = await YamlFile.OfAsync(path, ct);
        return await ServerSession.UseAsync(
            invocation,
            async session =>
            {
                var imported = await file.ApplyAsync(
                    invocation.Screen,
                    text => session.Client.Secrets.ImportRulesAsync(new SecretRulesImportRequest(Path.GetFileName(file.Name), text, isDryRun), ct));
                if (invocation.Get(CommonOptions.Json))
                    Answers.Json(invocation.Screen, imported);
                else
                    Write(invocation.Screen, file.Name, imported);
                return imported.Rules.Count > 0 ? ExitCode.Done : ExitCode.BadData;
            },
            ct);
    }

    private static void Write(Screen screen, string file, SecretRulesImported imported)
    {
        foreach (var rule in imported.Rules)
            screen.Out.WriteLine($"{InertText.OneLine(rule.Id)}: {InertText.OneLine(rule.Title)}, {(imported.Saved ? rule.Change : $"would be {rule.Change}")}");
        foreach (var left in imported.Left)
        {
            var place = left.Line is { } line ? $"{file}, line {line}" : file;
            screen.Warn(InertText.OneLine($"{place}: {(left.Rule is null ? "" : left.Rule + ": ")}{left.Reason}{(left.LeftOut ? "; the rule is left out" : "")}."));
        }

        var leftOut = imported.Left.Count(left => left.LeftOut);
        screen.Note(
            $"{imported.Rules.Count:N0} {(imported.Rules.Count == 1 ? "rule" : "rules")} {(imported.Saved ? "taken" : "could be taken")}, {leftOut:N0} left out." +
            $"{(imported.Saved ? "" : " Nothing was changed.")}");
    }
}
