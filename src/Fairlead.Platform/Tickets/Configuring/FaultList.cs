using Fairlead.Kernel.Text;

namespace Fairlead.Platform.Tickets.Configuring;

/// <summary>Collects everything that is wrong, so that a person gets all of it at once; bounded.</summary>
internal sealed class FaultList
{
    private const int Max = 100;
    private readonly List<ConfigurationFault> _problems = [];
    private readonly List<ConfigurationFault> _warnings = [];

    public IReadOnlyList<ConfigurationFault> Problems => _problems;

    public IReadOnlyList<ConfigurationFault> Warnings => _warnings;

    public bool HasProblems => _problems.Count > 0;

    public void Problem(string path, string message, string? fix = null)
    {
        if (_problems.Count < Max)
            _problems.Add(new(path, message, fix));
    }

    public void Warning(string path, string message, string? fix = null)
    {
        if (_warnings.Count < Max)
            _warnings.Add(new(path, message, fix));
    }

    /// <summary>Reads a word of a closed list, as people write it: case and hyphens do not matter.</summary>
    /// <returns><see langword="false"/> after a problem.</returns>
    public bool Word<T>(string path, string word, out T value)
        where T : struct, Enum
    {
        foreach (var candidate in Enum.GetValues<T>())
        {
            if (word.Replace("-", "").Equals(candidate.ToString(), StringComparison.OrdinalIgnoreCase))
            {
                value = candidate;
                return true;
            }
        }

        var words = Enum.GetNames<T>().Select(System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName).ToList();
        Problem(
            path,
            $"\"{DraftCheck.Shown(word)}\" is none of {string.Join(", ", words)}",
            NearMiss.Of(word, words) is { } near ? $"did you mean {near}?" : null);
        value = default;
        return false;
    }
}
