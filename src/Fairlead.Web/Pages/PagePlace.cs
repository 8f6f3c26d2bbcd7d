using Fairlead.Storage.Values;

namespace Fairlead.Web.Pages;

/// <summary>A place in a list by instant and id, as it stands in an address.</summary>
internal static class PagePlace
{
    public static string Of(DateTimeOffset at, Guid id) => $"{Instants.ToMicroseconds(at)}_{id}";

    /// <returns><see langword="null"/> where the text is none.</returns>
    public static (DateTimeOffset At, Guid Id)? Read(string? text)
    {
        var parts = text?.Split('_') ?? [];
        return parts.Length == 2 && long.TryParse(parts[0], out var at) && at is > 0 and < 10_000_000_000_000_000 && Guid.TryParseExact(parts[1], "D", out var id)
            ? (Instants.FromMicroseconds(at), id)
            : null;
    }
}
