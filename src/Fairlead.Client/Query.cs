using System.Text;

namespace Fairlead.Client;

/// <summary>Builds the query of an address.</summary>
public static class Query
{
    /// <returns><c>?a=1&amp;b=2</c>, or nothing when every value is <see langword="null"/>. Values are escaped.</returns>
    public static string Of(params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in parameters)
        {
            if (value is not null)
                text.Append(text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }

        return text.ToString();
    }
}
