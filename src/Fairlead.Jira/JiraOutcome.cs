namespace Fairlead.Jira;

/// <summary>
/// What came of an effectful call; exactly four values. Effectful calls never throw for the world, only for bugs and cancellation;
/// a call cancelled by its caller is <em>not</em> known to be unsent.
/// </summary>
public abstract record JiraOutcome<T>
{
    private JiraOutcome()
    {
    }

    /// <summary>A 2xx whose content could be read.</summary>
    public sealed record Committed(T Value) : JiraOutcome<T>;

    /// <summary>Jira itself said no: nothing was changed. A 429 is here too, with cause <see cref="JiraRefusalCause.RateLimited"/> and a pause.</summary>
    public sealed record Rejected(JiraRefusalCause Cause, int Status, JiraError Error, TimeSpan? RetryAfter = null) : JiraOutcome<T>;

    /// <summary>Proof that no byte of the request reached the peer; sending again is safe.</summary>
    /// <param name="RetryAfter">How long to wait at least; <see langword="null"/> when nobody said.</param>
    public sealed record NotSent(JiraFailureCause Cause, string Message, TimeSpan? RetryAfter = null) : JiraOutcome<T>;

    /// <summary>
    /// Everything else: it may or may not have happened. Look before sending again.
    /// </summary>
    /// <param name="RetryAfter">How long to wait at least before looking; <see langword="null"/> when nobody said.</param>
    /// <param name="RedirectTarget">Where a redirect pointed; never followed.</param>
    public sealed record Uncertain(
        JiraFailureCause Cause, string Message, TimeSpan? RetryAfter = null, Uri? RedirectTarget = null) : JiraOutcome<T>;

    /// <summary>The same outcome over another value.</summary>
    public JiraOutcome<TTo> Select<TTo>(Func<T, TTo> map) => this switch
    {
        Committed committed => new JiraOutcome<TTo>.Committed(map(committed.Value)),
        Rejected no => new JiraOutcome<TTo>.Rejected(no.Cause, no.Status, no.Error, no.RetryAfter),
        NotSent unsent => new JiraOutcome<TTo>.NotSent(unsent.Cause, unsent.Message, unsent.RetryAfter),
        Uncertain unknown => new JiraOutcome<TTo>.Uncertain(
            unknown.Cause, unknown.Message, unknown.RetryAfter, unknown.RedirectTarget),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>The value of a committed call whose answer carries nothing.</summary>
public readonly record struct JiraAccepted;
