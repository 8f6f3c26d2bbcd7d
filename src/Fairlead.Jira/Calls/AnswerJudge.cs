using System.Text;

namespace Fairlead.Jira.Calls;

/// <summary>Pure judgements on a captured answer that reads and effects share.</summary>
internal static class AnswerJudge
{
    private const int LookedAtBytes = 64 * 1024;

    /// <summary>A 4xx that provably is Jira's own no.</summary>
    /// <param name="Cause">Of the refusal.</param>
    public sealed record Refusal(JiraRefusalCause Cause, JiraError Error);

    /// <returns><see langword="null"/> when it is no 4xx, or not provably Jira's.</returns>
    public static Refusal? RefusalOf(JiraAttempt.Answered answer)
    {
        if (answer.Status is < 400 or >= 500 or 408)
            return null;
        var error = JiraErrorReader.Read(answer.Status, answer.Body);
        if (error is null && !IsProvenWithoutBody(answer))
            return null;
        error ??= JiraError.None;
        return new(CauseOf(answer, error), error);
    }

    /// <summary>Signing in failed although the answer may look like a success: Jira then answers as to an anonymous visitor.</summary>
    public static Refusal? FailedSignIn(JiraAttempt.Answered answer) => answer.SeraphReason switch
    {
        null => null,
        var reason when IsDenied(reason) => new(JiraRefusalCause.CaptchaOrDisabled, JiraError.Of(reason)),
        var reason when reason.Contains("AUTHENTICATED_FAILED") => new(JiraRefusalCause.AuthenticationFailed, JiraError.Of(reason)),
        _ => null,
    };

    /// <summary>What a page, or anything else that is not Jira's JSON, probably is.</summary>
    public static JiraFailureCause WhatElse(JiraAttempt.Answered answer)
    {
        var start = Encoding.UTF8.GetString(answer.Body.Span[..Math.Min(answer.Body.Length, LookedAtBytes)]).TrimStart();
        var isHtml = answer.MediaType is "text/html" or "application/xhtml+xml"
            || start.StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase)
            || start.StartsWith("<html", StringComparison.OrdinalIgnoreCase);
        if (isHtml && start.Length > 0)
            return LooksLikeLogin(start) ? JiraFailureCause.LoginPage : JiraFailureCause.NotJira;
        return answer.Status is >= 200 and < 300 && !isHtml ? JiraFailureCause.Unreadable : JiraFailureCause.NotJira;
    }

    /// <summary>What to say about an answer that is no refusal of Jira and no success.</summary>
    public static (JiraFailureCause Cause, string Message) Failure(JiraAttempt.Answered answer) => answer.Status switch
    {
        >= 300 and < 400 => (JiraFailureCause.Redirected, $"Answered {answer.Status} and pointed to {Target(answer)}; not followed."),
        408 => (JiraFailureCause.Timeout, "Answered 408: the request took too long."),
        429 => (JiraFailureCause.RateLimited, "Answered 429."),
        >= 500 => (JiraFailureCause.ServerError, $"Answered {answer.Status}."),
        _ => WhatElse(answer) switch
        {
            JiraFailureCause.LoginPage => (JiraFailureCause.LoginPage, $"Answered {answer.Status} with a page that asks to sign in."),
            JiraFailureCause.Unreadable =>
                (JiraFailureCause.Unreadable, $"Answered {answer.Status} with content that cannot be understood."),
            var cause => (cause, $"Answered {answer.Status}, but not as Jira does."),
        },
    };

    /// <summary>A 429 that says so as Jira or its edge does: nothing was done.</summary>
    public static bool IsProvenLimit(JiraAttempt.Answered answer) =>
        answer.Status == 429
        && (answer.Limits != Limits.LimitHeaders.None || JiraErrorReader.Read(answer.Status, answer.Body) is not null);

    private static string Target(JiraAttempt.Answered answer) => answer.Location?.GetLeftPart(UriPartial.Path) ?? "nowhere";

    /// <summary>Jira's sign-in filter refuses before anything else runs, sometimes with a page instead of JSON.</summary>
    private static bool IsProvenWithoutBody(JiraAttempt.Answered answer) =>
        answer.Status is 401 or 403 && FailedSignIn(answer) is not null || IsProvenLimit(answer);

    private static bool IsDenied(string reason) =>
        reason.Contains("AUTHENTICATION_DENIED", StringComparison.OrdinalIgnoreCase)
        || reason.Contains("CAPTCHA", StringComparison.OrdinalIgnoreCase);

    private static JiraRefusalCause CauseOf(JiraAttempt.Answered answer, JiraError error) => answer.Status switch
    {
        401 => SignInCause(answer, error, JiraRefusalCause.AuthenticationFailed),
        403 => SignInCause(answer, error, JiraRefusalCause.Forbidden),
        404 => JiraRefusalCause.NotFound,
        405 or 410 => JiraRefusalCause.NotSupported,
        409 => JiraRefusalCause.Conflict,
        413 => JiraRefusalCause.TooLarge,
        429 => JiraRefusalCause.RateLimited,
        _ => JiraRefusalCause.Invalid,
    };

    private static JiraRefusalCause SignInCause(JiraAttempt.Answered answer, JiraError error, JiraRefusalCause otherwise)
    {
        var text = error.ToString();
        // Data Center from 11.0: passwords are off for everybody, which says nothing about this account.
        if (Says(text, "basic auth"))
            return JiraRefusalCause.AuthenticationFailed;
        if (FailedSignIn(answer) is { Cause: JiraRefusalCause.CaptchaOrDisabled } || Says(text, "captcha", "suspended", "deactivated", "disabled"))
            return JiraRefusalCause.CaptchaOrDisabled;
        if (Says(text, "scope"))
            return JiraRefusalCause.ScopeMismatch;
        if (answer.Status == 401 && (Says(text, "expired", "revoked") || Says(answer.Challenge ?? "", "invalid_token")))
            return JiraRefusalCause.TokenExpiredOrRevoked;
        return FailedSignIn(answer)?.Cause ?? otherwise;
    }

    private static bool LooksLikeLogin(string page) =>
        Says(page, "type=\"password\"", "type='password'", "login", "log in", "sign in", "signin", "saml", "single sign");

    private static bool Says(string text, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (text.Contains(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
