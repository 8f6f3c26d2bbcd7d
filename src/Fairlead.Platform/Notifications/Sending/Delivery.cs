namespace Fairlead.Platform.Notifications.Sending;

/// <summary>What came of sending a message once.</summary>
internal abstract record Delivery
{
    private Delivery()
    {
    }

    /// <param name="Problem">For which of several addresses it was not; <see langword="null"/>: for all it was.</param>
    public sealed record Taken(string? Problem = null) : Delivery;

    /// <summary>Some of several addresses have it, now or since an earlier attempt, and others may take it later.</summary>
    /// <param name="Rest">Who does not have it.</param>
    public sealed record Partly(string Problem, MailRest Rest) : Delivery;

    /// <summary>It may be taken later.</summary>
    /// <param name="IsAbsence">Nobody seems to take messages there, which may be so for the minutes in which a receiver is replaced.</param>
    public sealed record Failed(string Problem, bool IsAbsence = false) : Delivery;

    /// <summary>It will not be taken as it is, however often it is sent.</summary>
    public sealed record Refused(string Problem) : Delivery;
}
