namespace Fairlead.Platform.Notifications.Sending;

/// <summary>What came of sending a message once.</summary>
internal abstract record Delivery
{
    private Delivery()
    {
    }

    /// <param name="Problem">For which of several addresses it was not; <see langword="null"/>: for all it was.</param>
    public sealed record Taken(string? Problem = null) : Delivery;

    /// <summary>It may be taken later.</summary>
    public sealed record Failed(string Problem) : Delivery;

    /// <summary>It will not be taken as it is, however often it is sent.</summary>
    public sealed record Refused(string Problem) : Delivery;
}
