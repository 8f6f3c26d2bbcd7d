using System.Text.Json;
using Fairlead.Kernel.Text;

namespace Fairlead.Platform.Tickets.Configuring;

/// <summary>Words of closed lists, as people write them: case and hyphens do not matter.</summary>
internal static class ClosedList
{
    /// <param name="offered">What is named to whoever wrote another word; all when left out.</param>
    /// <returns>What is wrong with the word and what may be meant; <see langword="null"/> when it was read.</returns>
    public static (string Message, string? Fix)? Read<T>(string word, out T value, IEnumerable<T>? offered = null)
        where T : struct, Enum
    {
        foreach (var candidate in Enum.GetValues<T>())
        {
            if (word.Replace("-", "").Equals(candidate.ToString(), StringComparison.OrdinalIgnoreCase))
            {
                value = candidate;
                return null;
            }
        }

        value = default;
        var words = (offered ?? Enum.GetValues<T>()).Select(v => JsonNamingPolicy.CamelCase.ConvertName($"{v}")).ToList();
        return ($"\"{DraftCheck.Shown(word)}\" is none of {string.Join(", ", words)}", NearMiss.Of(word, words) is { } near ? $"did you mean {near}?" : null);
    }
}
