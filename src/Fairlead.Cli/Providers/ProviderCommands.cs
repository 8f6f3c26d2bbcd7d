using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Providers;

namespace Fairlead.Cli.Providers;

/// <summary>Apps that push vulnerabilities as they do to Jira.</summary>
internal static class ProviderCommands
{
    private const string ListWith = "fairlead provider list";

    private static readonly Argument<string> NewKey = new("KEY") { Description = "What the app calls itself: iss of its Connect JWT, client_id" };
    private static readonly Argument<string> Which = new("PROVIDER") { Description = "Key or name of the app" };
    private static readonly Option<string?> Name = new("--name") { Description = "For people; the key when left out", HelpName = "NAME" };

    private static readonly Option<string?> Scopes = new("--scopes")
    {
        Description = "read, write and delete, with commas in between; all three when left out",
        HelpName = "SCOPES",
    };

    private static readonly Option<int> Keep = CommonOptions.Number(
        ["--keep-hours"], "HOURS", "So long the secret before still counts, 0 to 168; 24 when left out", 24, 0, 168);

    private static readonly Option<bool> Force = new("--force") { Description = "Also while the secret from before the last rotation counts, which ends then" };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "provider",
            "Apps that push vulnerabilities to Fairlead as they do to Jira, and Jira sites to which Fairlead submits its findings.",
            new Example("Let an app in that pushes vulnerabilities", "fairlead provider add com.example.scanner --name Scanner --scopes read,write"),
            new Example("Which apps are let in, and when they came last", "fairlead provider list"))
        {
            Notes = ["How apps sign in with the secret: docs/security-information.md."],
        }
            .Has(List(), Show(), Add(), Rotate(), Revoke(), SiteCommands.Sites(), SiteCommands.Submit(), SiteCommands.Forget(), SiteCommands.Associations());

    private static TaughtCommand List() =>
        new TaughtCommand("list", "List provider apps, without their secrets.", new Example("Which apps there are", ListWith))
            .Takes(CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    Answers.List(
                        invocation.Screen,
                        invocation.Get(CommonOptions.Json),
                        await session.Client.Providers.ListAsync(ct),
                        "There are no provider apps. Register one: fairlead provider add KEY",
                        items => ListingOf(invocation.Screen, items));
                    return ExitCode.Done;
                },
                ct));

    private static TaughtCommand Show() =>
        new TaughtCommand("show", "Show one provider app.", new Example("May it delete?", "fairlead provider show com.example.scanner"))
            .Takes(Which, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    var provider = One(invocation, await session.Client.Providers.ListAsync(ct));
                    if (invocation.Get(CommonOptions.Json))
                    {
                        Answers.Json(invocation.Screen, provider);
                        return ExitCode.Done;
                    }

                    Answers.Facts(
                        invocation.Screen,
                        ("key", provider.Key),
                        ("name", provider.Name),
                        ("scopes", WordsOf(provider.Scopes)),
                        ("registered", Answers.When(provider.CreatedAt)),
                        ("secret replaced", Answers.When(provider.RotatedAt)),
                        ("former secret until", Answers.When(provider.FormerSecretUntil)),
                        ("last used", Answers.When(provider.LastUsedAt)),
                        ("revoked", Answers.When(provider.RevokedAt)));
                    return ExitCode.Done;
                },
                ct));

    private static TaughtCommand Add() =>
        new TaughtCommand(
            "add",
            "Register a provider app. Its secret is printed once, alone on standard output, and cannot be shown again.",
            new Example("One that may do all", "fairlead provider add com.example.scanner"),
            new Example("One that only submits", "(umask 077; fairlead provider add nightly --scopes write > provider.secret)"))
            .Takes(NewKey, Name, Scopes, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) =>
            {
                var request = new AddProviderRequest(invocation.Get(NewKey), invocation.Get(Name), ScopesOf(invocation.Get(Scopes)));
                return ServerSession.UseAsync(
                    invocation,
                    async session => await ToldAsync(
                        invocation, await session.Client.Providers.AddAsync(request, ct), p => $"{InertText.OneLine(p.Name)} may {WordsOf(p.Scopes)}. The secret is not shown again.",
                        "The app is registered"),
                    ct);
            });

    private static TaughtCommand Rotate() =>
        new TaughtCommand(
            "rotate",
            "Make a new secret; the one before still counts for a while, so that the app can change over.",
            new Example("A new secret, with a day to change over", "fairlead provider rotate com.example.scanner"),
            new Example("The secret has leaked: the one before ends now", "fairlead provider rotate com.example.scanner --keep-hours 0"))
            .Takes(Which, Keep, Force, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    var provider = await LetInAsync(invocation, session, ct);
                    var rotated = await session.Client.Providers.RotateAsync(provider.Key, new(invocation.Get(Keep), invocation.Get(Force)), ct);
                    return await ToldAsync(
                        invocation, rotated,
                        p => p.FormerSecretUntil is { } until ? $"The secret before counts until {Answers.When(until)}. The new one is not shown again." : "The secret before has ended. The new one is not shown again.",
                        rotated.Provider.FormerSecretUntil is { } kept ? $"The secret before counts until {Answers.When(kept)}" : "The secret before has ended");
                },
                ct));

    private static TaughtCommand Revoke() =>
        new TaughtCommand("revoke", "Let a provider app in no more. What it told stays.", new Example("The scanner is gone", "fairlead provider revoke com.example.scanner"))
            .Takes(Which)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    var provider = await LetInAsync(invocation, session, ct);
                    await session.Client.Providers.RevokeAsync(provider.Key, ct);
                    invocation.Screen.Note($"{InertText.OneLine(provider.Name)} is revoked.");
                    return ExitCode.Done;
                },
                ct));

    /// <summary>The app that was typed, among those that are let in.</summary>
    private static async Task<ProviderResponse> LetInAsync(Invocation invocation, ServerSession session, CancellationToken ct)
    {
        var all = await session.Client.Providers.ListAsync(ct);
        var typed = invocation.Get(Which);
        if (!all.Any(p => p.RevokedAt is null && IsIt(p)) && all.FirstOrDefault(IsIt) is { RevokedAt: { } at } gone)
        {
            throw new CommandFailedException(
                ExitCode.NoInput,
                $"{InertText.OneLine(gone.Name)} was revoked on {Answers.When(at)}, and its secret is forgotten. To let it in again, with a new secret: fairlead provider add {gone.Key}");
        }

        return One(invocation, [.. all.Where(p => p.RevokedAt is null)]);

        bool IsIt(ProviderResponse provider) => provider.Key == typed || provider.Name.Equals(typed, StringComparison.OrdinalIgnoreCase);
    }

    private static ProviderResponse One(Invocation invocation, IReadOnlyList<ProviderResponse> all) =>
        Named.One(invocation.Get(Which), "provider", all, p => p.Name, p => p.Key, ListWith);

    /// <param name="done">What is so although the secret could not be written.</param>
    private static async Task<ExitCode> ToldAsync(Invocation invocation, ProviderSecretResponse answer, Func<ProviderResponse, string> note, string done)
    {
        var json = invocation.Get(CommonOptions.Json);
        await Answers.OnceAsync(
            invocation.Screen, json, answer, answer.Secret, "the secret", $"{done}. Make room or write elsewhere, and make another secret: fairlead provider rotate {answer.Provider.Key}");
        if (!json)
            invocation.Screen.Note(note(answer.Provider));
        return ExitCode.Done;
    }

    private static Listing ListingOf(Screen screen, IReadOnlyList<ProviderResponse> providers)
    {
        var listing = new Listing(screen, "KEY", "NAME", "SCOPES", "LAST USED", "STATE");
        foreach (var p in providers)
        {
            var state = p.RevokedAt is { } revoked ? $"revoked {Answers.When(revoked)}" : p.FormerSecretUntil is { } until ? $"two secrets until {Answers.When(until)}" : "ok";
            listing.Row(p.Key, p.Name, WordsOf(p.Scopes), Answers.When(p.LastUsedAt), state);
        }

        return listing;
    }

    private static string WordsOf(IEnumerable<ProviderScope> scopes) => string.Join(", ", scopes.Select(Words.Of));

    private static IReadOnlyList<ProviderScope>? ScopesOf(string? typed) =>
        typed is null ? null : [.. typed.Split(',', StringSplitOptions.TrimEntries).Select(word => Words.OneOf<ProviderScope>(word, "scope")!.Value)];
}
