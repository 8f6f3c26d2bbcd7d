using System.CommandLine;
using System.Globalization;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Reports;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Findings;

namespace Fairlead.Cli.Findings;

/// <summary>What others know about vulnerabilities. Fairlead fetches nothing: a person gives the files.</summary>
internal static class IntelligenceCommands
{
    private static readonly Argument<string> File = new("FILE") { Description = "EPSS scores or exploit maturities as CSV, or KEV as JSON, also packed with gzip; - for standard input" };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "intelligence",
            "Which vulnerabilities are exploited, or likely to be: EPSS scores of FIRST, the KEV catalogue of CISA and exploit maturities, from files that you give.",
            new Example("How likely they are exploited", "fairlead intelligence import epss_scores-2026-11-27.csv.gz"),
            new Example("Which are known to be", "fairlead intelligence import known_exploited_vulnerabilities.json"),
            new Example("How far exploitation has come, by your own list", "fairlead intelligence import maturity.csv"))
        {
            Notes =
            [
                "Fairlead fetches none of them by itself. EPSS: https://epss.empiricalsecurity.com/epss_scores-current.csv.gz; KEV: https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json.",
                "Exploit maturity is CSV with the columns cve and exploit_maturity: attacked, functional, proofOfConcept or unreported, a letter or a whole vector of CVSS.",
                "Ticket configurations and rules can ask for them: filter: { minimumEpss: 0.5, kev: true, exploitMaturity: functional }.",
            ],
        }
            .Has(Import(), Status());

    private static TaughtCommand Import() =>
        new TaughtCommand(
            "import",
            "Take in one file, recognised by its content. It replaces all that was known of its kind, or is refused with the line that is wrong.",
            new Example("From a file", "fairlead intelligence import epss_scores-2026-11-27.csv.gz"),
            new Example("From another program", "zcat scores.csv.gz | fairlead intelligence import -"))
            .Takes(File, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does(async (invocation, ct) =>
            {
                await using var file = await ReportInput.OpenAsync(invocation.Get(File), ct);
                return await ServerSession.UseAsync(
                    invocation,
                    async session =>
                    {
                        Print(invocation, await session.Client.Findings.ImportIntelligenceAsync(file, ct));
                        return ExitCode.Done;
                    },
                    ct);
            });

    private static TaughtCommand Status() =>
        new TaughtCommand(
            "status",
            "Show which files are in force: of which day, with how many entries, and since when.",
            new Example("How old the scores are", "fairlead intelligence status"))
            .Takes(CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    Answers.List(
                        invocation.Screen,
                        invocation.Get(CommonOptions.Json),
                        (await session.Client.Findings.IntelligenceAsync(ct)).Sources,
                        "Nothing was imported yet. Start with: fairlead intelligence import FILE",
                        items => ListingOf(invocation.Screen, items));
                    return ExitCode.Done;
                },
                ct));

    private static void Print(Invocation invocation, IntelligenceImportResponse imported)
    {
        var source = imported.Source;
        if (invocation.Get(CommonOptions.Json))
            Answers.Json(invocation.Screen, imported);
        else if (imported.Changed)
            invocation.Screen.Out.WriteLine($"{NameOf(source)} of {DayOf(source)} is in force: {source.Entries:N0} {(source.Entries == 1 ? "vulnerability" : "vulnerabilities")}.");
        else
            invocation.Screen.Out.WriteLine($"{NameOf(source)} of {DayOf(source)} was in force already; nothing changed.");
    }

    private static Listing ListingOf(Screen screen, IReadOnlyList<IntelligenceSourceResponse> sources)
    {
        var listing = new Listing(screen, "KIND", "OF", "ENTRIES", "VERSION", "IMPORTED", "BY");
        foreach (var source in sources)
            listing.Row(NameOf(source), DayOf(source), source.Entries.ToString("N0"), source.Version, Answers.When(source.ImportedAt), source.ImportedBy);
        return listing;
    }

    private static string NameOf(IntelligenceSourceResponse source) =>
        source.Kind == IntelligenceKind.ExploitMaturity ? "Exploit maturity" : source.Kind.ToString().ToUpperInvariant();

    private static string DayOf(IntelligenceSourceResponse source) => source.DatedAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
