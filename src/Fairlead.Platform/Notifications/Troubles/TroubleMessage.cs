namespace Fairlead.Platform.Notifications.Troubles;

/// <summary>What receivers are told of troubles. Pure.</summary>
internal static class TroubleMessage
{
    /// <param name="receiver">Not told that it was not told: it would get that once it is mended.</param>
    /// <param name="troubles">Those that stand.</param>
    /// <returns><see langword="null"/> when there is nothing to tell.</returns>
    public static Message? OfBegun(Receiver receiver, IReadOnlyList<Trouble> troubles) =>
        Of(receiver, "trouble.began", "Fairlead needs somebody", troubles, TextOf);

    /// <inheritdoc cref="OfBegun"/>
    /// <param name="troubles">Those that are over.</param>
    public static Message? OfEnded(Receiver receiver, IReadOnlyList<Trouble> troubles) =>
        Of(receiver, "trouble.ended", "Fairlead: it is over", troubles, t => $"Over since {t.GoneAt ?? t.SeenAt:yyyy-MM-dd HH:mm} UTC: {TextOf(t)}");

    private static Message? Of(Receiver receiver, string kind, string subject, IReadOnlyList<Trouble> troubles, Func<Trouble, string> text)
    {
        var told = troubles.Where(t => !(t.Code == Jobs.ReceiverHealth.Code && t.About == receiver.Name)).ToList();
        return told.Count == 0 ? null : new(kind, $"{subject}{(told.Count == 1 ? "" : $" ({told.Count})")}", string.Join("\n\n", told.Select(text)));
    }

    private static string TextOf(Trouble trouble) => trouble.Node.Length == 0 ? trouble.Message : $"On {trouble.Node}: {trouble.Message}";
}
