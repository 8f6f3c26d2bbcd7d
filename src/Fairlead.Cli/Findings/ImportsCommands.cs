using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Findings;
using Fairlead.Kernel.Identity;

namespace Fairlead.Cli.Findings;

/// <summary>What was imported, and closes that wait for a person.</summary>
internal static class ImportsCommands
{
    private static readonly Argument<ImportId> Id = new("ID")
    {
        Description = "The import's id, from: fairlead imports list",
        CustomParser = result =>
        {
            if (ImportId.TryParse(result.Tokens[0].Value, null, out var id))
                return id;
            result.AddError($"\"{InertText.OneLine(result.Tokens[0].Value, 80)}\" is not the id of an import");
            return default;
        },
    };

    private const int MaxReasons = 5;

    private static readonly Option<int> Limit = CommonOptions.Number(
        ["--limit", "-n"], "COUNT", "At most so many, 1 to 1000; 50 when left out", 50, 1, 1_000);

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "imports",
            "What was imported, and closes that wait for a person.",
            new Example("The latest imports", "fairlead imports list"),
            new Example("Everything about one", "fairlead imports show ID"),
            new Example("Yes, all of that is really gone", "fairlead imports confirm-closes ID"))
            .Has(List(), Show(), ConfirmCloses());

    private static TaughtCommand List() =>
        new TaughtCommand("list", "List imports, the latest first.", new Example("The latest ten", "fairlead imports list --limit 10"))
            .Takes(Limit, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    var page = await session.Client.Findings.ListImportsAsync(null, invocation.Get(Limit), ct);
                    Answers.List(
                        invocation.Screen,
                        invocation.Get(CommonOptions.Json),
                        page.Items,
                        "Nothing was imported yet. Start with: fairlead import FILE",
                        items => ListingOf(invocation.Screen, items));
                    if (!invocation.Get(CommonOptions.Json))
                        await NoteDiscardedAsync(invocation.Screen, page.Items);
                    return ExitCode.Done;
                },
                ct));

    private static TaughtCommand Show() =>
        new TaughtCommand(
            "show",
            "Show one import: what came of its entries, which of them could not be read, or why it was discarded and what to do.",
            new Example("Everything about one", "fairlead imports show 0199f0c2-0000-7000-8000-000000000000"))
            .Takes(Id, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    var import = await session.Client.Findings.GetImportAsync(invocation.Get(Id), ct);
                    if (invocation.Get(CommonOptions.Json))
                        Answers.Json(invocation.Screen, import);
                    else
                        ImportText.Write(invocation.Screen, import);
                    return ExitCode.Done;
                },
                ct));

    private static TaughtCommand ConfirmCloses() =>
        new TaughtCommand(
            "confirm-closes",
            "Carry out the closes that an import held, because they were unusually many or the report held no findings.",
            new Example("They are right", "fairlead imports confirm-closes 0199f0c2-0000-7000-8000-000000000000"))
            .Takes(Id, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    var confirmed = await session.Client.Findings.ConfirmClosesAsync(invocation.Get(Id), ct);
                    if (invocation.Get(CommonOptions.Json))
                        Answers.Json(invocation.Screen, confirmed);
                    else
                        invocation.Screen.Out.WriteLine(confirmed.Closed == 1 ? "1 finding is closed." : $"{confirmed.Closed:N0} findings are closed.");
                    return ExitCode.Done;
                },
                ct));

    /// <summary>The reasons of the latest ones; an older one is told by <c>imports show</c>.</summary>
    private static async Task NoteDiscardedAsync(Screen screen, IReadOnlyList<ImportResponse> imports)
    {
        var discarded = imports.Where(i => i.Failure is not null).ToList();
        await screen.FlushAsync();
        foreach (var import in discarded.Take(MaxReasons))
            screen.Note($"{Answers.When(import.StartedAt)} {import.FileName ?? "a report"} was discarded; nothing of it counts. {ImportText.WhyOf(import.Failure!)}");
        if (discarded.Count > MaxReasons)
            screen.Note($"{discarded.Count - MaxReasons:N0} more were discarded; why: fairlead imports show ID");
    }

    /// <summary>Of what nothing was kept there is nothing to count.</summary>
    private static string Number(ImportResponse import, long count) =>
        import.State == ImportProgressState.Discarded ? "" : count.ToString("N0");

    private static Listing ListingOf(Screen screen, IReadOnlyList<ImportResponse> imports)
    {
        var listing = new Listing(screen, "WHEN", "FILE", "FORMAT", "READ", "NEW", "FIXED", "HELD", "STATE", "ID");
        foreach (var import in imports)
        {
            listing.Row(
                Answers.When(import.StartedAt),
                import.FileName,
                import.Format,
                Number(import, import.Counts.Read),
                Number(import, import.Counts.Created),
                Number(import, import.Counts.Fixed),
                import.Counts.Held > 0 ? import.Counts.Held.ToString("N0") : "",
                Words.Of(import.State),
                import.Id.ToString());
            if (import.State == ImportProgressState.Discarded)
                listing.Painted(7, Colour.Red);
        }

        return listing;
    }
}
