namespace Fairlead.Client;

/// <summary>The server said no, and why. Asking again without a change gives the same answer, except where the status says otherwise (429, 503).</summary>
public sealed class FairleadProblemException(ProblemDocument problem, TimeSpan? retryAfter = null)
    : Exception(problem.Detail ?? problem.Title)
{
    public ProblemDocument Problem { get; } = problem;

    /// <summary>How long to wait at least; <see langword="null"/> when the server did not say.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>401 or 403: the token is missing, wrong, expired or not allowed to do this.</summary>
    public bool IsAboutSignIn => Problem.Status is 401 or 403;

    /// <summary>The same request may succeed later.</summary>
    public bool IsTemporary => Problem.Status is 408 or 429 or 503 or 507;
}
