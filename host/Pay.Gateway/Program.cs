using Pay.Gateway.Commands;

return await GatewayCommands.RunAsync(args);
