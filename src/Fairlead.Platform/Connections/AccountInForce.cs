namespace Fairlead.Platform.Connections;

/// <summary>An account by which a connection signed in, and when.</summary>
internal sealed record AccountInForce
{
    /// <summary>Its id in Jira.</summary>
    public string Account { get; init; } = "";

    /// <summary>UTC.</summary>
    public DateTimeOffset From { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>UTC; <see langword="null"/>: it does.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>
/// Whose acts in Jira are Fairlead's own: those of the accounts that a connection signed in with, while it did. What such an account did at another time is
/// what its owner did, whose credential may have been put in force by mistake.
/// </summary>
internal sealed class OwnAccounts(IReadOnlyCollection<AccountInForce> accounts)
{
    /// <summary>The clocks of Jira and of Fairlead differ.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(5);

    /// <summary>And a run that is at work ends with the credential that it began with.</summary>
    private static readonly TimeSpan After = TimeSpan.FromHours(1);

    /// <param name="account">Its id in Jira.</param>
    /// <param name="at">When it did what is asked about; <see langword="null"/>: that is not known.</param>
    public bool Did(string account, DateTimeOffset? at) => accounts.Any(a =>
        a.Account == account && (at is not { } moment || (a.From <= moment + Before && (a.Until is not { } until || moment < until + After))));
}
