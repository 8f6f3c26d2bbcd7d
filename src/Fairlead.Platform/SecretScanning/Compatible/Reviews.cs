using Fairlead.Client.Access;
using Fairlead.Platform.Http;
using Fairlead.Platform.SecretScanning.Crawling;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Platform.SecretScanning.Compatible;

/// <summary><c>review/…</c>: what people say is fine in a project.</summary>
internal static class Reviews
{
    private const int MaxText = 100_000;

    public static void MapReviews(this RouteGroupBuilder group)
    {
        group.MapPost("/review/project/{key}/create", Create).DescribeWith<ReviewBody>("review", "This exact text is fine in the project, now and whenever it comes again.");
        group.MapPost("/review/project/{key}/delete", Delete).DescribeWith<ReviewBody>("takeBackReview", "Takes that back.");
        // As seed 003 writes it; the key is a project's there too.
        group.MapPost("/review/space/{key}/delete", Delete).DescribeWith<ReviewBody>("takeBackReviewInSpace", "The same under another name; the key is a project's.");
        group.MapDelete("/review/project/{key}", DeleteAll)
            .Describe("takeBackReviews", "Takes all reviews of the project back.", QueryParameter.Required("confirm", "true, or nothing is done."));
    }

    private static async Task<Ok<ReviewAnswer>> Create(
        string key, ScannerCaller caller, HttpRequest request, ScannerAccess access, SecretFindings findings, ScannerInUse inUse, CancellationToken ct)
    {
        var project = await access.ProjectAsync(caller, key, Role.Editor, ct);
        var body = await ScannerApi.BodyAsync<ReviewBody>(request, ct);
        var text = TextOf(body);
        if (body.RuleName is not { Length: > 0 } name)
            throw new ProblemException(Problem.AtPointer(ProblemKind.ValidationFailed, "/ruleName", "ruleName: say which rule found it."));
        if ((await inUse.CurrentAsync(ct)).All.Find(name) is not { } rule)
            throw new ProblemException(Problem.AtPointer(ProblemKind.UnknownRule, "/ruleName", $"ruleName: there is no rule {Problem.Quote(name)}."));
        await findings.ReviewAsync(caller.Connection.Id, project.Id, text, rule.Id, caller.Actor, ct);
        return TypedResults.Ok(new ReviewAnswer(true));
    }

    /// <summary>Taking back what nobody said is no mistake: the text is not reviewed, as it was asked for.</summary>
    private static async Task<Ok<ReviewAnswer>> Delete(
        string key, ScannerCaller caller, HttpRequest request, ScannerAccess access, SecretFindings findings, CancellationToken ct)
    {
        var project = await access.ProjectAsync(caller, key, Role.Editor, ct);
        await findings.UnreviewAsync(caller.Connection.Id, project.Id, TextOf(await ScannerApi.BodyAsync<ReviewBody>(request, ct)), caller.Actor, ct);
        return TypedResults.Ok(new ReviewAnswer(false));
    }

    private static async Task<Ok<ReviewsDeletedAnswer>> DeleteAll(
        string key, ScannerCaller caller, HttpRequest request, ScannerAccess access, SecretFindings findings, CancellationToken ct)
    {
        if (ScannerApi.Text(request, "confirm") != "true")
            throw new ProblemException(Problem.AtParameter(ProblemKind.ConfirmationRequired, "confirm", "confirm: all reviews of the project go; say confirm=true."));
        var project = await access.ProjectAsync(caller, key, Role.Editor, ct);
        return TypedResults.Ok(new ReviewsDeletedAnswer(await findings.UnreviewAllAsync(caller.Connection.Id, project.Id, caller.Actor, ct)));
    }

    private static string TextOf(ReviewBody body) => body.MatchText is { Length: > 0 and <= MaxText } text
        ? text
        : throw new ProblemException(Problem.AtPointer(ProblemKind.ValidationFailed, "/matchText", $"matchText: give the exact text, 1 to {MaxText} characters."));
}

internal sealed record ReviewBody
{
    public string? MatchText { get; init; }

    public string? RuleName { get; init; }
}

/// <param name="Reviewed">Whether the text now counts as fine.</param>
internal sealed record ReviewAnswer(bool Reviewed);

/// <param name="Deleted">How many.</param>
internal sealed record ReviewsDeletedAnswer(int Deleted);
