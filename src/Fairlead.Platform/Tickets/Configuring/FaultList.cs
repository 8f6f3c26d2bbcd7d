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

    /// <summary>How many things were told so far.</summary>
    public (int Problems, int Warnings) Told => (_problems.Count, _warnings.Count);

    /// <summary>Gives what was told since the field's name, where a person wrote it by its id.</summary>
    /// <param name="written">As it was written.</param>
    public void NameField((int Problems, int Warnings) since, string written, string id, string name)
    {
        if (written != id || !FieldKeys.IsCustom(id))
            return;
        Name(_problems, since.Problems);
        Name(_warnings, since.Warnings);

        void Name(List<ConfigurationFault> faults, int from)
        {
            for (var i = from; i < faults.Count; i++)
                faults[i] = faults[i] with { Field = $"{name} ({id})" };
        }
    }

    /// <summary>Reads a word of a closed list, as people write it: case and hyphens do not matter.</summary>
    /// <inheritdoc cref="ClosedList.Read"/>
    /// <returns><see langword="false"/> after a problem.</returns>
    public bool Word<T>(string path, string word, out T value, IEnumerable<T>? offered = null)
        where T : struct, Enum
    {
        if (ClosedList.Read(word, out value, offered) is not { } wrong)
            return true;
        Problem(path, wrong.Message, wrong.Fix);
        return false;
    }
}
