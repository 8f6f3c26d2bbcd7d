namespace Fairlead.Platform.Operations;

/// <summary>The host cannot start with this setting. The command line ends with exit code 78.</summary>
/// <param name="setting">Name of the option, environment variable or file to change; the message never holds its value if it may be secret.</param>
public sealed class ConfigurationException(string setting, string message, Exception? inner = null)
    : Exception($"{setting}: {message}", inner)
{
    public string Setting { get; } = setting;
}
