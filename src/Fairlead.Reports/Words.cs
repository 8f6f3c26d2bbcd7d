namespace Fairlead.Reports;

/// <summary>Small words that reports of every format spell in several ways.</summary>
internal static class Words
{
    public static bool? ParseBool(string? text) => text?.Trim().ToLowerInvariant() switch
    {
        "true" or "yes" or "y" or "1" => true,
        "false" or "no" or "n" or "0" => false,
        _ => null,
    };
}
