namespace Fairlead.Jira;

/// <summary>The world failed while reading: no clear answer came. Reading again later is safe.</summary>
/// <param name="retryAfter">How long to wait at least; <see langword="null"/> when nobody said.</param>
/// <param name="redirectTarget">Where a redirect pointed: perhaps the site's new address. Never followed.</param>
public sealed class JiraUnavailableException(
    JiraFailureCause cause,
    string message,
    TimeSpan? retryAfter = null,
    Uri? redirectTarget = null,
    Exception? inner = null) : Exception(message, inner)
{
    public JiraFailureCause Cause { get; } = cause;

    public TimeSpan? RetryAfter { get; } = retryAfter;

    public Uri? RedirectTarget { get; } = redirectTarget;
}
