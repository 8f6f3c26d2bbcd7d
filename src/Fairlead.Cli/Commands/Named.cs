using Fairlead.Cli.Terminal;
using Fairlead.Kernel.Text;

namespace Fairlead.Cli.Commands;

/// <summary>Finds the one thing that somebody named on the command line.</summary>
internal static class Named
{
    private const int MaxIds = 5;

    /// <param name="what">Such as <c>connection</c>.</param>
    /// <param name="listWith">The command that lists what there is.</param>
    /// <param name="describe">What tells those of one name apart; <see langword="null"/>: their ids alone.</param>
    /// <param name="narrowBy">The option that leaves one of several; <see langword="null"/>: there is none.</param>
    /// <exception cref="CommandFailedException">None has this name or id, or several have it.</exception>
    public static T One<T>(
        string typed, string what, IReadOnlyList<T> all, Func<T, string> name, Func<T, string> id, string listWith, Func<T, string>? describe = null, string? narrowBy = null)
    {
        var found = all.Where(item => id(item).Equals(typed, StringComparison.OrdinalIgnoreCase)).ToList();
        if (found.Count == 0)
            found = [.. all.Where(item => name(item).Equals(typed, StringComparison.OrdinalIgnoreCase))];
        if (found.Count == 1)
            return found[0];
        var quoted = InertText.OneLine(typed, 80);
        if (found.Count > 1)
        {
            var ids = string.Join(", ", found.Take(MaxIds).Select(item => describe is null ? id(item) : $"{id(item)} ({describe(item)})")) + (found.Count > MaxIds ? ", …" : "");
            throw new CommandFailedException(ExitCode.NoInput, $"{found.Count} of the {what}s are named \"{quoted}\". Use an id{(narrowBy is null ? "" : $", or {narrowBy}")}: {ids}. See: {listWith} --json");
        }

        var meant = NearMiss.Of(typed, all.Select(name)) is { } near ? $"; did you mean {near}?" : ".";
        throw new CommandFailedException(ExitCode.NoInput, $"there is no {what} \"{quoted}\"{meant} See: {listWith}");
    }
}
