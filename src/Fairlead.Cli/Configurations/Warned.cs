using Fairlead.Cli.Terminal;
using Fairlead.Client.Tickets;

namespace Fairlead.Cli.Configurations;

/// <summary>What a server finds odd, said on standard error.</summary>
internal static class Warned
{
    public static void Write(Screen screen, IEnumerable<ConfigurationProblem> warnings)
    {
        foreach (var warning in warnings)
            screen.Warn(InertText.OneLine($"{warning.Message}{(warning.Fix is { } fix ? $" — {fix}" : "")}", 1_000));
    }
}
