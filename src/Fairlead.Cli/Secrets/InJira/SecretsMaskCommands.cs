using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Secrets;
using Fairlead.Kernel.Identity;

namespace Fairlead.Cli.Secrets.InJira;

/// <summary>Takes secrets out of Jira's texts, and puts them back.</summary>
internal static class SecretsMaskCommands
{
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Only tell what would be done" };

    public static TaughtCommand Mask() =>
        new TaughtCommand(
            "mask",
            "Take secrets out of the descriptions and comments of Jira in which they stand. Off unless the server's settings turn it on.",
            new Example("What would be done?", "fairlead secrets mask 019acc01-7d6c-7000-8000-000000000001 --dry-run"),
            new Example("Do it", "fairlead secrets mask 019acc01-7d6c-7000-8000-000000000001"))
        {
            Notes = ["Jira's history still shows what was edited away: revoke the secret as well. For 30 days secrets unmask puts the texts back."],
        }
            .Takes(InJiraOptions.Secrets, DryRun, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation, session => EachAsync(invocation, invocation.Get(DryRun) ? session.Client.Secrets.PreviewMaskAsync : session.Client.Secrets.MaskAsync, ct), ct));

    public static TaughtCommand Unmask() =>
        new TaughtCommand(
            "unmask",
            "Put back the texts out of which secrets were taken, within 30 days and where nobody edited them since.",
            new Example("It was no secret", "fairlead secrets unmask 019acc01-7d6c-7000-8000-000000000001"))
            .Takes(InJiraOptions.Secrets, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(invocation, session => EachAsync(invocation, session.Client.Secrets.UnmaskAsync, ct), ct));

    private static async Task<ExitCode> EachAsync(Invocation invocation, Func<SecretFindingId, CancellationToken, Task<SecretMaskResponse>> actAsync, CancellationToken ct)
    {
        var told = new List<SecretMaskResponse>();
        foreach (var id in InJiraOptions.IdsOf(invocation))
            told.Add(await actAsync(id, ct));
        if (invocation.Get(CommonOptions.Json))
            Answers.Json(invocation.Screen, told);
        else
            told.ForEach(secret => Show(invocation.Screen, secret));
        return told.SelectMany(secret => secret.Places).Any(place => place.State is "refused" or "unknown" or "notMasked") ? ExitCode.DonePartly : ExitCode.Done;
    }

    private static void Show(Screen screen, SecretMaskResponse secret)
    {
        screen.Out.WriteLine(InertText.OneLine($"{secret.Rule} {secret.Masked}"));
        foreach (var place in secret.Places)
            screen.Out.WriteLine("  " + InertText.OneLine($"{place.Issue}  {place.PlaceName} {(place.Kind == "comment" ? place.PlaceId : "")}: {Said(place, secret.Replacement)}{(place.Detail is { } why ? $": {why}" : "")}"));
        if (secret.Places.Count == 0)
            screen.Out.WriteLine("  There is no place to change.");
        screen.Note(secret.Warning);
    }

    private static string Said(SecretMaskPlaceResponse place, string replacement) => place.State switch
    {
        "possible" => $"{place.Count} times, will be {replacement}",
        "masked" => $"{place.Count} times, is {replacement} now",
        "restored" => "is as it was before",
        "notMasked" => "is left",
        "refused" => "not changed",
        _ => "Jira did not say whether it took the change",
    };
}
