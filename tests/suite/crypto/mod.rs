mod rsa;
