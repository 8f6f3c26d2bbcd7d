using System.Reflection;

namespace Fairlead.Platform.Operations;

/// <summary>When this process began to serve, and as which version.</summary>
internal sealed class ServerStart(TimeProvider clock)
{
    public DateTimeOffset At { get; } = clock.GetUtcNow();

    public static string Version { get; } =
        typeof(ServerStart).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
}
